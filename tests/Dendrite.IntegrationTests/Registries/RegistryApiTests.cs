using System.Net;
using Dendrite.Contracts.Registries;
using Dendrite.Edge;
using Dendrite.Edge.Access;
using Dendrite.Hosting;
using Dendrite.Hosting.Configuration;
using Dendrite.IntegrationTests.Testing;
using Dendrite.Protocol;
using Dendrite.Resilience.Registries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Dendrite.IntegrationTests.Registries;

/// <summary>A host that follows a registry: what operators are shown of it, by HTTP and by <c>dendrite config</c>.</summary>
public sealed class RegistryApiTests : IAsyncLifetime
{
    private const string Hosts = """{"name":"routing","version":2,"settings":{"search:type":"hosts","search:hosts:0":"a:80","search:hosts:1":"b:80","slow":"True"}}""";

    private readonly WebApplication _app;

    public RegistryApiTests()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listener => listener.UseDendriteAudience(DendriteAudience.Operators)));
        builder.AddDendriteServer(new ServerSettings { Backends = [] });
        builder.Services.AddDendriteEdge();
        builder.Services.AddDendriteRegistry("routing");
        builder.Services.AddDendriteRegistry("empty");
        _app = builder.Build();
        _app.MapDendrite();
    }

    private Uri Url => new(_app.Urls.Single());

    private IGrainFactory Grains => _app.Services.GetRequiredService<IGrainFactory>();

    public async Task InitializeAsync()
    {
        await _app.StartAsync();
        await Grains.GetRegistry("routing").SetAsync("search", """{"type":"hosts","hosts":["a:80","b:80"]}""");
        await Grains.GetRegistry("routing").SetAsync("slow", "true");
    }

    public async Task DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Registries_Followed_AreShownByTheirPaths()
    {
        Assert.Equal((200, $$$"""[{"name":"empty","version":0,"settings":{}},{{{Hosts}}}]"""), await GetAsync("/registries"));
        Assert.Equal((200, Hosts), await GetAsync("/registries/routing"));
        await Grains.GetRegistry("routing").RemoveAsync("search");
        Assert.Equal((200, """{"name":"routing","version":3,"settings":{"slow":"True"}}"""), await GetAsync("/registries/routing"));
    }

    [Fact]
    public async Task Registry_NotFollowed_IsShownOnceItWasWritten()
    {
        var (status, problem) = await GetAsync("/registries/other");
        Assert.Equal(404, status);
        Assert.Contains("There is no registry 'other'; followed here are: empty, routing.", problem, StringComparison.Ordinal);
        await Grains.GetRegistry("other").SetAsync("k", null);
        Assert.Equal((200, """{"name":"other","version":1,"settings":{"k":""}}"""), await GetAsync("/registries/other"));
        Assert.DoesNotContain("other", (await GetAsync("/registries")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registry_Followed_ChangesTheLibrarysInTheSameProcess()
    {
        var registry = _app.Services.GetRequiredKeyedService<Registry>("routing");
        var hosts = registry.Get<IReadOnlyDictionary<string, string>>("search");
        await Wait.UntilAsync("following", "routing/search", "both hosts", () => hosts.TryGet(out var settings) ? settings.GetValueOrDefault("hosts:1") : null, host => host == "b:80");
        await Grains.GetRegistry("routing").SetAsync("search", """{"hosts":["c:80"]}""");
        await Wait.UntilAsync("following", "routing/search", "the new host alone", () => string.Join(' ', hosts.Value), settings => settings == "[hosts:0, c:80]");
    }

    [Fact]
    public async Task Set_BeyondTheLimits_IsRefusedAndChangesNothing()
    {
        var registry = Grains.GetRegistry("routing");
        foreach (var (tag, json) in new[] { ("", "1"), (new string('t', 257), "1"), ("k", "{"), ("k", $"\"{new string('x', 64 * 1024)}\"") })
            await Assert.ThrowsAsync<InvalidRequestException>(() => registry.SetAsync(tag, json));
        Assert.Equal(2, (await registry.GetAsync()).Version);
        Assert.Equal(3, await registry.SetAsync(new string('t', 256), $"\"{new string('x', (64 * 1024) - 2)}\""));
    }

    [Fact]
    public async Task Config_InAPipe_PrintsALineOfJsonForEachRegistry()
    {
        await using var all = ChildProcess.Run("config", "--server", Url.ToString());
        var (code, output, errors) = await all.ExitAsync("dendrite config");
        Assert.Equal((0, 0), (code, errors.Count));
        Assert.Equal(["""{"name":"empty","version":0,"settings":{}}""", Hosts], output);

        await using var none = ChildProcess.Run("config", "other", "--server", Url.ToString());
        (code, output, errors) = await none.ExitAsync("dendrite config of what is not there");
        Assert.Equal((2, 0), (code, output.Count));
        Assert.Contains("There is no registry 'other'", Assert.Single(errors), StringComparison.Ordinal);
    }

    private async Task<(int Status, string Text)> GetAsync(string path)
    {
        using var http = new HttpClient { Timeout = Wait.Limit };
        using var response = await http.GetAsync(new Uri(Url, "/_dendrite/admin/v1" + path));
        Assert.True(response.Headers.CacheControl?.NoStore ?? !response.IsSuccessStatusCode);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
