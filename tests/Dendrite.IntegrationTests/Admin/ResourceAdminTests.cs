using System.Net.Http.Json;
using System.Text.Json;
using Dendrite.IntegrationTests.Testing;
using Dendrite.Testing;

namespace Dendrite.IntegrationTests.Admin;

/// <summary>What operators see of resources, listeners and backends by the admin API, and what they do to them.</summary>
public sealed class ResourceAdminTests : AdminTests
{
    [Fact]
    public async Task Resource_ByItsAddressWithAQuery_IsShownWithItsListeners()
    {
        await using var first = await Silo.ListenAsync("b/tasks%2F1?x=1&y=%41");
        await using var second = await Silo.ListenAsync("b/tasks%2F1?x=1&y=%41&dendrite-format=merge");
        await first.NextAsync();
        var detail = await Http.GetFromJsonAsync<JsonElement>("resources/b/tasks%2F1?x=1&y=%41");
        Assert.Equal((2, false), (detail.GetProperty("resource").GetProperty("listeners").GetInt32(), detail.GetProperty("resource").GetProperty("paused").GetBoolean()));
        JsonElement[] listeners = [.. detail.GetProperty("listeners").EnumerateArray()];
        Assert.Equal(["patch", "merge"], listeners.Select(l => l.GetProperty("format").GetString()));
        Assert.All(listeners, l => Assert.StartsWith("127.0.0.1:", l.GetProperty("peer").GetString(), StringComparison.Ordinal));
        Assert.Equal(2, listeners.Select(l => l.GetProperty("id").GetInt64()).Distinct().Count());
    }

    [Fact]
    public async Task PauseResumePokeEvict_AreDoneAndTold()
    {
        await using var listener = await Silo.ListenAsync("b/tasks?secret=1");
        var before = await listener.NextAsync("snapshot", "beginning");
        Assert.True((await CommandAsync("pause")).GetProperty("resource").GetProperty("paused").GetBoolean());
        var stale = JsonElement.Parse((await listener.NextAsync("stale", "paused")).Data);
        Assert.Equal(("paused", "Paused by ana: because"), (stale.GetProperty("code").GetString(), stale.GetProperty("reason").GetString()));
        Assert.False((await CommandAsync("resume")).GetProperty("resource").GetProperty("paused").GetBoolean());
        await listener.NextAsync("fresh", "resumed");
        await CommandAsync("poke");
        await CommandAsync("evict");
        var after = await listener.NextAsync("snapshot", "evicted");
        Assert.NotEqual(before.Id.Split('-')[0], after.Id.Split('-')[0]);

        Task<JsonElement> CommandAsync(string command) => PostAsync(command, new { address = "b/tasks?secret=1", reason = "because", by = "ana" });
    }

    [Fact]
    public async Task Disconnect_OneOfTwo_EndsItWithAFailureThatSaysToComeBackAndLeavesTheOther()
    {
        await using var one = await Silo.ListenAsync("b/tasks");
        await one.NextAsync();
        var id = (await ListenersAsync("b/tasks"))[0].GetProperty("id").GetInt64();
        await using var other = await Silo.ListenAsync("b/tasks");
        await other.NextAsync();
        var left = (await PostAsync("disconnect", new { address = "b/tasks", reason = "too greedy", by = "ana", listener = id })).GetProperty("listeners");
        var failure = JsonElement.Parse((await one.NextAsync("failure", "disconnected")).Data);
        Assert.Equal(("disconnected", true), (failure.GetProperty("code").GetString(), failure.GetProperty("reconnect").GetBoolean()));
        Assert.Null(await one.ReadBlockAsync("after the failure"));
        Assert.DoesNotContain(id, left.EnumerateArray().Select(l => l.GetProperty("id").GetInt64()));
        Backend.Document = "{\"a\":2}";
        await other.NextAsync("patch", "the other goes on");
    }

    /// <summary>A reader that waits for its client would not look at its queue before the client reads on.</summary>
    [Fact]
    public async Task Disconnect_AListenerThatDoesNotRead_EndsItNevertheless()
    {
        var n = 0;
        Backend.Answer((_, reply) => reply.SendAsync(200, $"{{\"n\":{Interlocked.Increment(ref n)},\"text\":\"{new string((char)('a' + n % 26), 400_000)}\"}}"));
        await using var stalled = await StalledListener.ConnectAsync(Silo.Resource("b/large"));
        await Backend.WaitForRequestsAsync(30, "filling the connection");
        var listener = Assert.Single(await ListenersAsync("b/large")).GetProperty("id").GetInt64();
        await PostAsync("disconnect", new { address = "b/large", reason = "stalled", listener });
        await Eventually.HoldsAsync(() => Task.FromResult(Silo.Feeds.Count == 0), "the listener has gone");
    }

    [Theory]
    [InlineData("resources/none/x", 404, "unknown-backend")]
    [InlineData("resources/b/x?dendrite-nonsense=1", 400, "invalid-request")]
    public async Task Show_Wrong_IsAProblem(string path, int status, string code)
    {
        using var response = await Http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal((status, code), ((int)response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("explode", """{"address":"b/x","reason":"r"}""", 404, "not-found")]
    [InlineData("pause", """{"address":"none/x","reason":"r"}""", 404, "unknown-backend")]
    [InlineData("pause", """{"address":"b/../x","reason":"r"}""", 400, "malformed-path")]
    [InlineData("pause", """{"reason":"r"}""", 400, "invalid-request")]
    [InlineData("pause", """{"address":"b/x"}""", 400, "invalid-request")]
    [InlineData("pause", """{"address":5,"reason":"r"}""", 400, "invalid-request")]
    [InlineData("disconnect", """{"address":"b/x","reason":"r"}""", 400, "invalid-request")]
    [InlineData("disconnect", """{"address":"b/x","reason":"r","listener":99}""", 404, "not-found")]
    public async Task Command_Wrong_IsAProblem(string command, string body, int status, string code)
    {
        using var response = await Http.PostAsync(new Uri($"resources/{command}", UriKind.Relative), new StringContent(body, null, "application/json"));
        Assert.Equal((status, code), ((int)response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Backends_AfterAFailure_AreListedWithTheLastError()
    {
        await using var listener = await Silo.ListenAsync("b/tasks");
        await listener.NextAsync();
        Backend.Answer((_, reply) => reply.SendAsync(503, "{}"));
        await listener.NextAsync("stale", "failing");
        Backend.Behave();
        await listener.NextAsync("fresh", "answering again");
        JsonElement backend = default;
        await Eventually.HoldsAsync(async () =>
        {
            backend = Assert.Single((await Http.GetFromJsonAsync<JsonElement>("backends")).EnumerateArray());
            return backend.GetProperty("lastError").ValueKind != JsonValueKind.Null;
        }, "the silo has told of the error");
        Assert.Equal(("b", "closed", 1, 1), (backend.GetProperty("name").GetString(), backend.GetProperty("breaker").GetString(), backend.GetProperty("resources").GetInt32(), backend.GetProperty("listeners").GetInt32()));
        Assert.Equal((503, "upstream-status"), (backend.GetProperty("lastError").GetProperty("status").GetInt32(), backend.GetProperty("lastError").GetProperty("code").GetString()));
    }

    private async Task<JsonElement[]> ListenersAsync(string address) =>
        [.. (await Http.GetFromJsonAsync<JsonElement>($"resources/{address}")).GetProperty("listeners").EnumerateArray()];

    private async Task<JsonElement> PostAsync(string command, object body)
    {
        using var response = await Http.PostAsJsonAsync(new Uri($"resources/{command}", UriKind.Relative), body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
