using System.Text;
using System.Text.Json;
using Dendrite.Contracts.Guards;
using Dendrite.Edge.Monitor;

namespace Dendrite.Monitor;

/// <summary>The stream as Hystrix's dashboards read it: names, order and types of every member.</summary>
public sealed class HystrixFramesTests
{
    private const string CommandMembers =
        "type:s name:s group:s currentTime:n isCircuitBreakerOpen:b errorPercentage:n errorCount:n requestCount:n " +
        "rollingCountBadRequests:n rollingCountCollapsedRequests:n rollingCountEmit:n rollingCountExceptionsThrown:n rollingCountFailure:n " +
        "rollingCountFallbackEmit:n rollingCountFallbackFailure:n rollingCountFallbackMissing:n rollingCountFallbackRejection:n rollingCountFallbackSuccess:n " +
        "rollingCountResponsesFromCache:n rollingCountSemaphoreRejected:n rollingCountShortCircuited:n rollingCountSuccess:n rollingCountThreadPoolRejected:n " +
        "rollingCountTimeout:n currentConcurrentExecutionCount:n rollingMaxConcurrentExecutionCount:n latencyExecute_mean:n latencyExecute:o " +
        "latencyTotal_mean:n latencyTotal:o propertyValue_circuitBreakerRequestVolumeThreshold:n propertyValue_circuitBreakerSleepWindowInMilliseconds:n " +
        "propertyValue_circuitBreakerErrorThresholdPercentage:n propertyValue_circuitBreakerForceOpen:b propertyValue_circuitBreakerForceClosed:b " +
        "propertyValue_circuitBreakerEnabled:b propertyValue_executionIsolationStrategy:s propertyValue_executionIsolationThreadTimeoutInMilliseconds:n " +
        "propertyValue_executionTimeoutInMilliseconds:n propertyValue_executionIsolationThreadInterruptOnTimeout:b " +
        "propertyValue_executionIsolationThreadPoolKeyOverride:z propertyValue_executionIsolationSemaphoreMaxConcurrentRequests:n " +
        "propertyValue_fallbackIsolationSemaphoreMaxConcurrentRequests:n propertyValue_metricsRollingStatisticalWindowInMilliseconds:n " +
        "propertyValue_requestCacheEnabled:b propertyValue_requestLogEnabled:b reportingHosts:n threadPool:s HALF_OPEN:b";

    private const string PoolMembers =
        "type:s name:s currentTime:n currentActiveCount:n currentCompletedTaskCount:n currentCorePoolSize:n currentLargestPoolSize:n " +
        "currentMaximumPoolSize:n currentPoolSize:n currentQueueSize:n currentTaskCount:n rollingCountThreadsExecuted:n rollingMaxActiveThreads:n " +
        "rollingCountCommandRejections:n propertyValue_queueSizeRejectionThreshold:n propertyValue_metricsRollingStatisticalWindowInMilliseconds:n reportingHosts:n";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Render_Members_AreHystrixsByNameOrderAndType(bool hasLatency)
    {
        var frames = Frames(HystrixFrames.Render([GuardSamples.Of("a", hasLatency: hasLatency)], GuardSamples.Now));
        Assert.Equal(CommandMembers, Shape(frames[0]));
        Assert.Equal(PoolMembers, Shape(frames[1]));
        foreach (var latency in new[] { "latencyExecute", "latencyTotal" })
            Assert.Equal("0:n 25:n 50:n 75:n 90:n 95:n 99:n 99.5:n 100:n", Shape(frames[0].GetProperty(latency)));
    }

    [Fact]
    public void Render_EachTick_IsTwoFramesAServiceAndAPing()
    {
        var text = Encoding.UTF8.GetString(HystrixFrames.Render([GuardSamples.Of("a"), GuardSamples.Of("b\n\"é")], GuardSamples.Now));
        var blocks = text.Split("\n\n");
        Assert.Equal(6, blocks.Length);
        Assert.All(blocks[..4], block => Assert.StartsWith("data: {", block, StringComparison.Ordinal));
        Assert.Equal(["ping: ", ""], blocks[4..]);
        Assert.DoesNotContain(blocks, block => block.Contains('\n', StringComparison.Ordinal));
        Assert.Equal("ping: \n\n", Encoding.UTF8.GetString(HystrixFrames.Render([], GuardSamples.Now)));
    }

    [Fact]
    public void Render_Values_AreTheClusters()
    {
        var frames = Frames(HystrixFrames.Render([GuardSamples.Of("weather")], GuardSamples.Now));
        var command = frames[0];
        Assert.Equal(("HystrixCommand", "weather", "dendrite", "weather"), (Text(command, "type"), Text(command, "name"), Text(command, "group"), Text(command, "threadPool")));
        Assert.Equal(GuardSamples.Now.ToUnixTimeMilliseconds(), Number(command, "currentTime"));
        // 80 succeeded; 15 failures, 5 time-outs and 3 rejections are errors; a short circuit is neither.
        Assert.Equal((103, 23, 22), (Number(command, "requestCount"), Number(command, "errorCount"), Number(command, "errorPercentage")));
        Assert.Equal((7, 2, 1), (Number(command, "rollingCountShortCircuited"), Number(command, "rollingCountSemaphoreRejected"), Number(command, "rollingCountThreadPoolRejected")));
        Assert.Equal((42, 109, 110), (Number(command, "latencyTotal_mean"), Number(command.GetProperty("latencyTotal"), "99"), Number(command.GetProperty("latencyTotal"), "100")));
        Assert.Equal((20, 5000, 50, 2000), (
            Number(command, "propertyValue_circuitBreakerRequestVolumeThreshold"), Number(command, "propertyValue_circuitBreakerSleepWindowInMilliseconds"),
            Number(command, "propertyValue_circuitBreakerErrorThresholdPercentage"), Number(command, "propertyValue_executionTimeoutInMilliseconds")));
        Assert.Equal((3, 32, 3), (Number(frames[1], "currentActiveCount"), Number(frames[1], "currentPoolSize"), Number(frames[1], "rollingCountCommandRejections")));
    }

    [Theory]
    [InlineData(CircuitState.Closed, false, false, false, false, true)]
    [InlineData(CircuitState.Open, true, false, false, false, true)]
    [InlineData(CircuitState.HalfOpen, true, true, false, false, true)]
    [InlineData(CircuitState.ForcedOpen, true, false, true, false, true)]
    [InlineData(CircuitState.ForcedClosed, false, false, false, true, true)]
    [InlineData(CircuitState.Disabled, false, false, false, false, false)]
    public void Render_EachState_ShowsInItsFlags(CircuitState state, bool open, bool half, bool forcedOpen, bool forcedClosed, bool enabled)
    {
        var command = Frames(HystrixFrames.Render([GuardSamples.Of("a", state)], GuardSamples.Now))[0];
        bool Flag(string name) => command.GetProperty(name).GetBoolean();
        Assert.Equal((open, half, forcedOpen, forcedClosed, enabled), (
            Flag("isCircuitBreakerOpen"), Flag("HALF_OPEN"), Flag("propertyValue_circuitBreakerForceOpen"),
            Flag("propertyValue_circuitBreakerForceClosed"), Flag("propertyValue_circuitBreakerEnabled")));
    }

    private static JsonElement[] Frames(byte[] tick) =>
        [.. Encoding.UTF8.GetString(tick).Split("\n\n").Where(b => b.StartsWith("data: ", StringComparison.Ordinal)).Select(b => JsonElement.Parse(b[6..]))];

    private static string Shape(JsonElement element) => string.Join(' ', element.EnumerateObject().Select(member => $"{member.Name}:{member.Value.ValueKind switch
    {
        JsonValueKind.String => "s",
        JsonValueKind.Number => member.Value.TryGetInt64(out _) ? "n" : "fraction",
        JsonValueKind.True or JsonValueKind.False => "b",
        JsonValueKind.Object => "o",
        JsonValueKind.Null => "z",
        _ => "?",
    }}"));

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}
