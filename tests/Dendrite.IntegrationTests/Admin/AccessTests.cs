using System.Net.Http.Headers;
using System.Text;
using Dendrite.Contracts.Guards;
using Dendrite.Edge;
using Dendrite.Hosting.Configuration;
using Dendrite.IntegrationTests.Testing;
using Dendrite.Protocol;

namespace Dendrite.IntegrationTests.Admin;

/// <summary>Who is let in to what is for operators.</summary>
public sealed class AccessTests
{
    private const string Token = "0123456789-abcdef";
    private const string Guards = "/_dendrite/admin/v1/guards";
    private const string Trip = Guards + "/b/breaker/trip";

    private static readonly string[] Guarded = [Guards, "/_dendrite/admin/v1/registries", "/_dendrite/monitor/metrics", "/metrics", "/_dendrite/monitor/health", "/hystrix.stream", "/_dendrite/admin/v1/events", "/_dendrite/admin/v1/openapi.json", "/_dendrite/admin/v1/docs", "/"];

    [Fact]
    public async Task SingleLoopback_FromHere_NeedsNoToken()
    {
        await using var silo = await StartAsync();
        foreach (var path in Guarded) Assert.Equal((path, 200), (path, await StatusAsync(silo.Url, path)));
    }

    [Theory]
    [InlineData("Host: evil.example")]
    [InlineData("X-Forwarded-For: 10.1.2.3")]
    [InlineData("Forwarded: for=10.1.2.3")]
    public async Task SingleLoopback_UnderAnotherNameOrThroughAProxy_IsRefused(string header)
    {
        await using var silo = await StartAsync();
        foreach (var path in Guarded) Assert.Equal((path, 403), (path, await StatusAsync(silo.Url, path, header)));
    }

    [Fact]
    public async Task PublicListener_WithoutToken_RefusesAllButUp()
    {
        await using var silo = await StartAsync(null, "http://0.0.0.0:0");
        foreach (var path in Guarded) Assert.Equal((path, 403), (path, await StatusAsync(silo.Url, path)));
        Assert.Equal(200, await StatusAsync(silo.Url, "/_dendrite/monitor/up"));
    }

    [Fact]
    public async Task PublicListener_WithToken_TakesOnlyThatToken()
    {
        await using var silo = await StartAsync(new EdgeOptions { AdminToken = Token }, "http://0.0.0.0:0");
        foreach (var path in Guarded[..^1])
        {
            Assert.Equal((path, 401), (path, await StatusAsync(silo.Url, path)));
            Assert.Equal((path, 401), (path, await StatusAsync(silo.Url, path, "Authorization: Bearer " + Token + "x")));
            Assert.Equal((path, 200), (path, await StatusAsync(silo.Url, path, "Authorization: Bearer " + Token)));
        }
        // The page holds no data and asks for the token itself.
        Assert.Equal(200, await StatusAsync(silo.Url, "/"));
    }

    [Fact]
    public async Task WrongTokens_TooMany_AreNotLookedAtForAWhile()
    {
        await using var silo = await StartAsync(new EdgeOptions { AdminToken = Token }, "http://0.0.0.0:0");
        for (var i = 0; i < 10; i++) Assert.Equal(401, await StatusAsync(silo.Url, Guards, "Authorization: Bearer guess-number-" + i));
        Assert.Equal(429, await StatusAsync(silo.Url, Guards, "Authorization: Bearer one-guess-too-many"));
        // Whoever guesses does not learn that he has guessed right.
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(silo.Url, Guards)) { Headers = { Authorization = new("Bearer", Token) } };
        using var response = await http.SendAsync(request);
        Assert.Equal(429, (int)response.StatusCode);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.Contains("\"code\":\"busy\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        // Who sends none is asked for one, and what is for all goes on.
        Assert.Equal(401, await StatusAsync(silo.Url, Guards));
        Assert.Equal(200, await StatusAsync(silo.Url, "/"));
    }

    [Fact]
    public async Task InternalListener_IsOpenAndThePublicOneClosed()
    {
        await using var silo = await TestSilo.StartAsync(Settings with { InternalUrls = ["http://127.0.0.1:0"] }, new EdgeOptions());
        foreach (var path in Guarded)
        {
            Assert.Equal((path, 403), (path, await StatusAsync(silo.Urls[0], path)));
            Assert.Equal((path, 200), (path, await StatusAsync(silo.Urls[1], path)));
        }
    }

    [Fact]
    public async Task PublicMonitor_IsForAllAndAdminIsNot()
    {
        await using var silo = await StartAsync(new EdgeOptions { IsMonitorPublic = true }, "http://0.0.0.0:0");
        Assert.Equal(200, await StatusAsync(silo.Url, "/metrics"));
        Assert.Equal(403, await StatusAsync(silo.Url, Guards));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", null, 415)]
    [InlineData("text/plain", null, 415)]
    [InlineData("application/json", "Origin: http://evil.example", 403)]
    [InlineData("application/json", "Sec-Fetch-Site: cross-site", 403)]
    [InlineData("application/json", "Sec-Fetch-Site: same-origin", 200)]
    public async Task Command_FromAPageOfAnotherSite_DoesNothing(string type, string? header, int expected)
    {
        await using var silo = await StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(silo.Url, Trip)) { Content = new StringContent("{\"reason\":\"r\"}", Encoding.UTF8, MediaTypeHeaderValue.Parse(type)) };
        if (header is not null) request.Headers.Add(header.Split(": ")[0], header.Split(": ")[1]);
        using var response = await http.SendAsync(request);
        Assert.Equal(expected, (int)response.StatusCode);
        Assert.DoesNotContain(response.Headers, field => field.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(expected == 200, (await silo.Grains.GetBreaker(new GuardKey("b")).GetAsync()).State != CircuitState.Closed);
        Assert.NotEqual(200, await StatusAsync(silo.Url, Trip));
    }

    private static readonly ServerSettings Settings = new() { Backends = [new() { Name = "b", BaseAddress = new Uri("stub:"), Public = true }] };

    private static Task<TestSilo> StartAsync(EdgeOptions? edge = null, string url = "http://127.0.0.1:0") => TestSilo.StartAsync(Settings, edge ?? new EdgeOptions(), url);

    private static async Task<int> StatusAsync(Uri server, string path, params string[] headers)
    {
        using var http = new HttpClient { Timeout = Wait.Limit };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, path));
        foreach (var header in headers) request.Headers.TryAddWithoutValidation(header.Split(": ")[0], header.Split(": ")[1]);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return (int)response.StatusCode;
    }
}
