using Dendrite.IntegrationTests.Testing;
using Dendrite.Protocol;
using Dendrite.Resources;
using Microsoft.Extensions.DependencyInjection;

namespace Dendrite.IntegrationTests.Edge;

/// <summary>What a backend's <c>Paths</c> do not let through is refused by every way in, and the backend never hears of it.</summary>
public sealed class PathRulesTests : IAsyncLifetime
{
    private const string Prefix = "/_dendrite/client/v1/resources/";

    private readonly ScriptedBackend _backend = new() { Document = """{"n":1}""" };
    private TestSilo _silo = null!;

    public async Task InitializeAsync() => _silo = await TestSilo.StartAsync(_backend, backend => backend with
    {
        Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer operators" },
        Paths = [new PathRule { Pattern = PathPattern.Parse("repos/*/events"), Guard = "events" }, new PathRule { Pattern = PathPattern.Parse("open/**"), MinInterval = TimeSpan.FromMinutes(1) }],
    });

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        await _backend.DisposeAsync();
    }

    [Theory]
    [InlineData("b/admin")]
    [InlineData("b/repos/x/secrets")]
    [InlineData("b/repos/x%2Fsecrets/events")]
    [InlineData("b/repos//events")]
    [InlineData("b/Open/x")]
    [InlineData("b/")]
    public async Task Path_ThatNoRuleLetsThrough_Is403ByEveryWayIn(string target)
    {
        foreach (var accept in new[] { "Accept: application/json", "Accept: text/event-stream" })
        {
            var answer = await RawHttp.SendAsync(_silo.Url, "GET", Prefix + target, accept);
            Assert.Equal((403, true), (answer.Status, answer.Body.Contains("\"code\":\"path-not-allowed\"", StringComparison.Ordinal)));
        }
        var address = ResourceAddress.Parse(target);
        Assert.Equal(DendriteErrorCode.PathNotAllowed, (await Assert.ThrowsAsync<InvalidRequestException>(() => _silo.ClusterClient.FetchAsync(address))).Code);
        await using var listener = _silo.ClusterClient.ListenAsync(address).GetAsyncEnumerator();
        Assert.Equal(DendriteErrorCode.PathNotAllowed, (await Assert.ThrowsAsync<InvalidRequestException>(async () => await listener.MoveNextAsync())).Code);
        Assert.Empty(_backend.Requests);
    }

    [Theory]
    [InlineData("b/repos/x/events?page=2", "/api/repos/x/events?page=2")]
    [InlineData("B/%6fpen/a/b", "/api/open/a/b")]
    public async Task Path_ThatARuleLetsThrough_IsRead(string target, string reached)
    {
        Assert.Equal(200, (await RawHttp.SendAsync(_silo.Url, "GET", Prefix + target)).Status);
        var request = Assert.Single(_backend.Requests);
        Assert.Equal((reached, "Bearer operators"), (request.Target, request.Header("Authorization")));
    }

    /// <summary>The name in another case, and an escape that need not be one, were resources of their own, each polled.</summary>
    [Fact]
    public async Task Resource_WrittenInTwoWays_IsPolledOnce()
    {
        await using var one = await _silo.ListenAsync("b/open/~x");
        await one.NextAsync("snapshot", "start");
        await using var other = await _silo.ListenAsync("B/%6fpen/%7Ex");
        await other.NextAsync("snapshot", "start");
        Assert.Equal("/api/open/~x", Assert.Single(_backend.Requests).Target);
    }

    [Fact]
    public async Task Guard_OfARule_IsShownAndCommandedByItsName()
    {
        using var http = new HttpClient();
        var guards = await http.GetStringAsync(new Uri(_silo.Url, "/_dendrite/admin/v1/guards"));
        Assert.Contains("\"b:events\"", guards, StringComparison.Ordinal);
        using var reason = new StringContent("""{"reason":"maintenance"}""", System.Text.Encoding.UTF8, "application/json");
        using var opened = await http.PostAsync(new Uri(_silo.Url, "/_dendrite/admin/v1/guards/b:events/breaker/force-open"), reason);
        Assert.Equal(200, (int)opened.StatusCode);
        var guard = _silo.Services.GetRequiredService<BackendGuards>().All.Single(known => known.Name == "b:events");
        await Wait.UntilAsync("forcing open", "the rule's breaker", "not closed", () => guard.Breaker.IsClosed, isClosed => !isClosed);
        Assert.Equal(503, (await RawHttp.SendAsync(_silo.Url, "GET", Prefix + "b/repos/x/events")).Status);
        Assert.Equal(200, (await RawHttp.SendAsync(_silo.Url, "GET", Prefix + "b/open/y")).Status);
    }
}
