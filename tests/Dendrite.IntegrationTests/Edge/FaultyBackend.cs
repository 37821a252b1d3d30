using Dendrite.IntegrationTests.Testing;
using Dendrite.Protocol;

namespace Dendrite.IntegrationTests.Edge;

/// <summary>A silo of the test's own whose one backend misbehaves and then behaves again.</summary>
public abstract class FaultyBackend : IAsyncLifetime
{
    private protected const long SizeLimit = 1_000_000;

    private protected ScriptedBackend Backend { get; } = new() { Document = """{"n":1}""" };

    private protected TestSilo Silo { get; private set; } = null!;

    public async Task InitializeAsync() => Silo = await TestSilo.StartAsync(Backend, d => d with { TimeLimit = TimeSpan.FromSeconds(1.5), SizeLimit = SizeLimit });

    public async Task DisposeAsync()
    {
        await Silo.DisposeAsync();
        await Backend.DisposeAsync();
    }

    private protected async Task FailsAndRecovers(Func<BackendRequest, BackendReply, Task> fault, string code, string reason, int? status = null)
    {
        await using var listener = await StartAsync();
        Backend.Answer(fault);
        await ExpectStaleAsync(listener, code, reason, status);
        Backend.Behave();
        await ExpectRecoveryAsync(listener);
    }

    private protected async Task<SseClient> StartAsync()
    {
        var listener = await Silo.ListenAsync("b/doc");
        var start = await listener.NextAsync("start");
        Assert.Equal(("snapshot", """{"n":1}"""), (start.Event, start.Data));
        return listener;
    }

    private protected static async Task ExpectStaleAsync(SseClient listener, string code, string reason, int? status)
    {
        var before = TimeProvider.System.GetUtcNow();
        var message = await listener.NextAsync("the backend misbehaves");
        Assert.Equal("stale", message.Event);
        var stale = message.Json;
        Assert.Equal(code, stale.GetProperty("code").GetString());
        Assert.Contains(reason, stale.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", stale.GetProperty("reason").GetString(), StringComparison.Ordinal);
        if (status is { } expected) Assert.Equal(expected, stale.GetProperty("status").GetInt32());
        Assert.True(stale.GetProperty("failures").GetInt32() >= 1);
        Assert.True(stale.GetProperty("nextAttempt").GetDateTimeOffset() > before, "nextAttempt lies before the failure.");
        Assert.Equal(1, message.Position.Sequence);
    }

    /// <summary>The document is as it was, and goes on.</summary>
    private protected async Task ExpectRecoveryAsync(SseClient listener)
    {
        var fresh = await listener.NextAsync("fresh", "the backend behaves again");
        Assert.Equal(1, fresh.Position.Sequence);
        using var http = new HttpClient();
        Assert.Equal("""{"n":1}""", await http.GetStringAsync(Silo.Resource("b/doc")));
        Backend.Document = """{"n":2}""";
        var patch = await listener.NextAsync("after recovery");
        Assert.Equal(("patch", 2), (patch.Event, patch.Position.Sequence));
        Assert.Equal(Position.Parse(fresh.Id).Next(), patch.Position);
    }
}
