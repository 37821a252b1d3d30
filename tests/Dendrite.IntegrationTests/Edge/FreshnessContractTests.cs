using System.Text.Json;
using Dendrite.IntegrationTests.Testing;

namespace Dendrite.IntegrationTests.Edge;

/// <summary>How old a document may be, what it was, and why it is asked for when it is, over HTTP.</summary>
public sealed class FreshnessContractTests : IAsyncLifetime
{
    private readonly ScriptedBackend _backend = new() { Document = """{"n":1}""" };
    private TestSilo _silo = null!;

    public async Task InitializeAsync() =>
        _silo = await TestSilo.StartAsync(_backend, d => d with { MaxInterval = TimeSpan.FromSeconds(30), Linger = TimeSpan.FromSeconds(30), AlwaysOn = ["always?a=1"] });

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        await _backend.DisposeAsync();
    }

    [Fact]
    public async Task Listen_WithAMaxAge_IsPolledThatOften()
    {
        await using var listener = await _silo.ListenAsync("b/doc?dendrite-max-age=200ms");
        await listener.NextAsync("snapshot", "the document");
        var before = _backend.Count;
        await Wait.UntilAsync("a quiet document", "requests", "20 more", () => _backend.Count - before, more => more >= 20);
        Assert.DoesNotContain(_backend.Requests, request => request.Target.Contains("dendrite", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Listen_WithAMaxAgeThatTheBackendForbids_IsToldWithinTheSecond_AndAFetchSaysItToo()
    {
        _backend.Answer((_, reply) => reply.JsonAsync("1", "Cache-Control: max-age=60"));
        await using var listener = await _silo.ListenAsync("b/doc?dendrite-max-age=500ms");
        await listener.NextAsync("snapshot", "the document");
        var stale = (await listener.NextAsync("stale", "and that it will not be young enough")).Json;
        Assert.Equal(("too-old", 0.5), (stale.GetProperty("code").GetString(), stale.GetProperty("maxAgeSeconds").GetDouble()));
        Assert.Contains("asks not to be asked again for 60 s", stale.GetProperty("reason").GetString(), StringComparison.Ordinal);
        using var http = new HttpClient();
        // Younger than that a document is for the first moment.
        var header = "";
        while (header.Length == 0)
        {
            using var response = await http.GetAsync(_silo.Resource("b/doc?dendrite-max-age=100ms"));
            Assert.Equal("1", await response.Content.ReadAsStringAsync());
            if (response.Headers.TryGetValues("Dendrite-Stale", out var said)) header = Assert.Single(said);
        }
        Assert.Contains("too-old", header, StringComparison.Ordinal);
        Assert.Single(_backend.Requests, request => request.Target.EndsWith("doc", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Document_OfAPositionAndATime_IsReadAsItWas_AndExplainHasThePolls()
    {
        await using var listener = await _silo.ListenAsync("b/doc");
        var first = await listener.NextAsync("snapshot", "the document");
        _backend.Document = """{"n":2}""";
        await listener.NextAsync("patch", "the change");
        using var http = new HttpClient();
        using var response = await http.GetAsync(_silo.Resource($"b/doc?dendrite-at={first.Id}"));
        Assert.Equal(("""{"n":1}""", first.Id), (await response.Content.ReadAsStringAsync(), Assert.Single(response.Headers.GetValues("Dendrite-Position"))));
        using var never = await http.GetAsync(_silo.Resource("b/doc?dendrite-at=2001-01-01T00:00:00Z"));
        Assert.Equal((404, "not-recorded"), ((int)never.StatusCode, JsonDocument.Parse(await never.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString()));
        using var listening = new HttpRequestMessage(HttpMethod.Get, _silo.Resource($"b/doc?dendrite-at={first.Id}"));
        listening.Headers.Accept.ParseAdd("text/event-stream");
        Assert.Equal(400, (int)(await http.SendAsync(listening)).StatusCode);

        var explained = JsonDocument.Parse(await http.GetStringAsync(new Uri(_silo.Url, "/_dendrite/admin/v1/explain/b/doc"))).RootElement;
        Assert.Contains(explained.GetProperty("explanation").EnumerateArray(), sentence => sentence.GetString()!.StartsWith("The next poll is due", StringComparison.Ordinal));
        Assert.Equal(2, explained.GetProperty("polls").EnumerateArray().Count(poll => poll.GetProperty("result").GetString() == "changed"));
    }

    [Fact]
    public async Task AlwaysOn_WithoutAListener_IsPolled() =>
        await Wait.UntilAsync("nobody listens", "requests", "several", () => _backend.Requests.Count(request => request.Target.EndsWith("always?a=1", StringComparison.Ordinal)), count => count > 2);
}
