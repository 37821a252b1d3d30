using Dendrite.Edge;
using Dendrite.Hosting.Configuration;
using Dendrite.IntegrationTests.Testing;

namespace Dendrite.IntegrationTests.Admin;

/// <summary>Orleans's dashboard, for operators who want it.</summary>
public sealed class DashboardTests
{
    private static readonly string[] Paths = ["/orleans/", "/orleans/DashboardCounters"];

    [Fact]
    public async Task Dashboard_UnlessSwitchedOn_IsNotThere()
    {
        await using var silo = await StartAsync(isOn: false);
        foreach (var path in Paths) Assert.Equal((path, 404), (path, await StatusAsync(silo.Url, path)));
    }

    [Fact]
    public async Task Dashboard_SwitchedOn_IsForOperatorsOnly()
    {
        await using var silo = await StartAsync(isOn: true);
        foreach (var path in Paths)
        {
            Assert.Equal((path, 200), (path, await StatusAsync(silo.Url, path)));
            Assert.Equal((path, 403), (path, await StatusAsync(silo.Url, path, "evil.example")));
        }
    }

    private static Task<TestSilo> StartAsync(bool isOn) => TestSilo.StartAsync(
        new ServerSettings { Backends = [new() { Name = "b", BaseAddress = new Uri("stub:"), Public = true }], IsDashboardOn = isOn }, new EdgeOptions());

    private static async Task<int> StatusAsync(Uri server, string path, string? host = null)
    {
        using var http = new HttpClient { Timeout = Wait.Limit };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, path)) { Headers = { Host = host } };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return (int)response.StatusCode;
    }
}
