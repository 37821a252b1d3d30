using System.Diagnostics;
using Dendrite.Testing;
using Polly;

namespace Dendrite.Resilience.Harness;

/// <summary>Rows 2.17 and 2.18.</summary>
public sealed class HarnessTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly List<ExceptionSighting> _log = [];
    private readonly ExceptionHarness _harness;

    public HarnessTests() => _harness = new(_log.Add, _time);

    [Fact]
    public void Watch_Exception_ReachesTheCallerAsTheSameObjectLoggedOnce()
    {
        var thrown = new IOException("no route");
        var caught = Assert.Throws<IOException>(() => _harness.Watch("outer", () => _harness.Watch<int>("inner", () => Throw(thrown))));
        Assert.Same(thrown, caught);
        var sighting = Assert.Single(_log);
        Assert.Equal(("inner", 1, _time.GetUtcNow()), (sighting.Target, sighting.Count, sighting.At));
        Assert.Same(thrown, sighting.Exception);
        Assert.Contains(nameof(Throw), caught.StackTrace, StringComparison.Ordinal);
        Assert.Equal((1, 1), (_harness.CountOf("inner"), _harness.CountOf("outer")));
    }

    [Fact]
    public async Task WatchAsync_Exceptions_AreCountedPerTarget()
    {
        for (var i = 0; i < 3; i++)
            await Assert.ThrowsAsync<FormatException>(() => Gate.ThroughAsync(gate => _harness.WatchAsync<int>("cache", async _ => { await gate; throw new FormatException(); })));
        Assert.Equal(2, await _harness.WatchAsync("cache", _ => new ValueTask<int>(2)));
        Assert.Equal((3, 0), (_harness.CountOf("cache"), _harness.CountOf("socket")));
        Assert.Equal(3, _log.Count);
    }

    [Fact]
    public void Log_MayBeChangedWhileInUse()
    {
        var other = new List<string>();
        var watched = _harness.Wrap<int>("f", () => throw new IOException());
        Assert.Throws<IOException>(() => watched());
        _harness.Log = s => other.Add(s.Target);
        Assert.Throws<IOException>(() => watched());
        Assert.Equal((1, 1), (_log.Count, other.Count));
    }

    [Fact]
    public void Log_ThatThrows_DoesNotTakeTheExceptionsPlace()
    {
        var harness = new ExceptionHarness(_ => throw new InvalidOperationException("log"), _time);
        Assert.Throws<IOException>(() => harness.Watch("f", () => throw new IOException()));
    }

    [Fact]
    public void Log_WithoutOneGiven_IsTheHarnessChannelAtErrorWithTheTrace()
    {
        var target = $"target-{Guid.NewGuid()}";
        using var recorder = new TraceRecorder(ExceptionHarness.DefaultSource);
        Assert.Throws<IOException>(() => new ExceptionHarness(time: _time).Watch(target, () => Throw(new IOException("no route"))));
        var record = Assert.Single(recorder.Of(target));
        Assert.Equal(("dendrite.harness", TraceEventType.Error), (record.Source, record.Type));
        Assert.StartsWith($"Exception in {target}: System.IO.IOException: no route", record.Message, StringComparison.Ordinal);
        Assert.Contains($"at {typeof(HarnessTests).FullName}.{nameof(Throw)}(", record.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Targets_BeyondTheCapacity_AreCountedTogether()
    {
        var harness = new ExceptionHarness(_ => { }, _time, capacity: 2);
        foreach (var target in new[] { "a", "b", "c", "d", "a" }) harness.See(target, new IOException());
        Assert.Equal((2, 1, 2), (harness.CountOf("a"), harness.CountOf("b"), harness.Uncounted));
    }

    [Fact]
    public async Task Strategy_InAPollyPipeline_SeesThrowsAndOutcomes()
    {
        var pipeline = new ResiliencePipelineBuilder().AddHarness(_harness, "call").Build();
        Assert.Throws<IOException>(() => pipeline.Execute(() => throw new IOException()));
        await Assert.ThrowsAsync<IOException>(() => Gate.ThroughAsync(gate => pipeline.ExecuteAsync(async _ => { await gate; throw new IOException(); })));
        Assert.Equal(1, pipeline.Execute(() => 1));
        Assert.Equal((2, 2), (_harness.CountOf("call"), _log.Count));
    }

    private static int Throw(Exception exception) => throw exception;
}
