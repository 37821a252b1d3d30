using Dendrite.IntegrationTests.Testing;
using Dendrite.Protocol;
using Dendrite.Resources;

namespace Dendrite.IntegrationTests.Backends;

/// <summary>What a backend says when it has had enough.</summary>
public sealed class ThrottleTests : IAsyncDisposable
{
    private readonly ScriptedBackend _backend = new();

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    [Theory]
    [InlineData(429)]
    [InlineData(429, "Retry-After: 7")]
    [InlineData(403, "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 7")]
    [InlineData(403, "Retry-After: 7")]
    [InlineData(503, "RateLimit: \"default\";r=0;t=7")]
    public async Task Rfc6585_4_Throttle_IsOne_WithItsTime(int status, params string[] fields)
    {
        _backend.Answer((_, reply) => reply.SendAsync(status, "slow down", fields));
        var outcome = Assert.IsType<PollOutcome.Throttled>(await PollAsync());
        Assert.Equal(status, outcome.StatusCode);
        Assert.Equal(fields.Length == 0 ? (TimeSpan?)null : TimeSpan.FromSeconds(7), outcome.RetryAfter);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(403, "X-RateLimit-Remaining: 5", "X-RateLimit-Reset: 7")]
    [InlineData(503, "Retry-After: 7")]
    [InlineData(500, "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 7")]
    public async Task AnotherRefusal_IsAFailure(int status, params string[] fields)
    {
        _backend.Answer((_, reply) => reply.SendAsync(status, "no", fields));
        Assert.Equal(DendriteErrorCode.UpstreamStatus, Assert.IsType<PollOutcome.Failed>(await PollAsync()).Code);
    }

    /// <summary>The same credential, the same count: who is told for one document asks for no other.</summary>
    [Fact]
    public async Task Throttled_ListenersOfAllItsResources_WaitAndNobodyIsStale()
    {
        await using var silo = await TestSilo.StartAsync(_backend);
        await using var one = await silo.ListenAsync("b/one");
        await using var two = await silo.ListenAsync("b/two");
        await one.NextAsync("snapshot", "start");
        await two.NextAsync("snapshot", "start");
        BackendRequest? thrownOut = null;
        _backend.Answer((request, reply) =>
        {
            if (Interlocked.CompareExchange(ref thrownOut, request, null) is not null) return reply.JsonAsync("""{"n":2}""");
            return reply.SendAsync(429, "", "Retry-After: 2");
        });
        Assert.Equal("patch", (await one.NextAsync("throttled for two seconds")).Event);
        Assert.Equal("patch", (await two.NextAsync("throttled for two seconds")).Event);
        // One that was under way at that moment is the only one that may come before.
        var early = _backend.Requests.Count(request => request.Since(thrownOut!) is { Ticks: > 0 } since && since < TimeSpan.FromSeconds(1.9));
        Assert.InRange(early, 0, 1);
    }

    private async Task<PollOutcome> PollAsync()
    {
        var upstream = Upstreams.Connect(new BackendDefinition { Name = "b", BaseAddress = _backend.BaseAddress }, TimeProvider.System);
        using var _ = (IDisposable)upstream;
        return await upstream.PollAsync(new PollRequest("doc", "", null), CancellationToken.None);
    }
}
