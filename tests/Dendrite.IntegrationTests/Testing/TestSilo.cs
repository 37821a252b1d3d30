using Dendrite.Client;
using Dendrite.Client.Cluster;
using Dendrite.Edge;
using Dendrite.Hosting.Configuration;
using Dendrite.Resources;
using Dendrite.Silo;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Dendrite.IntegrationTests.Testing;

/// <summary>The server in this process, on a free port of loopback.</summary>
internal sealed class TestSilo : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestSilo(WebApplication app)
    {
        _app = app;
        Url = new Uri(app.Urls.First().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal));
        Client = new DendriteClient(Url);
    }

    public Uri Url { get; }

    /// <summary>All addresses, the internal ones last.</summary>
    public IReadOnlyList<Uri> Urls => [.. _app.Urls.Select(url => new Uri(url.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)))];

    public IServiceProvider Services => _app.Services;

    public ResourceFeeds Feeds => Services.GetRequiredService<ResourceFeeds>();

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public DendriteClient Client { get; }

    public ClusterDendriteClient ClusterClient => new(Feeds);

    /// <summary>Starts a silo with a public backend 'b' that polls often and does not linger.</summary>
    public static Task<TestSilo> StartAsync(ScriptedBackend backend, Func<BackendDefinition, BackendDefinition>? change = null, TimeSpan? heartbeat = null) =>
        StartAsync(heartbeat, (change ?? (d => d))(DefinitionOf(backend)));

    public static Task<TestSilo> StartAsync(TimeSpan? heartbeat, params BackendDefinition[] backends) =>
        StartAsync(new ServerSettings { Backends = backends }, new EdgeOptions { Heartbeat = heartbeat ?? TimeSpan.FromSeconds(15) });

    /// <summary>Starts a silo with these settings; <see cref="Url"/> is the first address of <see cref="Urls"/>.</summary>
    public static async Task<TestSilo> StartAsync(ServerSettings settings, EdgeOptions edge, string url = "http://127.0.0.1:0")
    {
        var app = DendriteServer.Build(settings, edge, url);
        await app.StartAsync();
        return new TestSilo(app);
    }

    public static BackendDefinition DefinitionOf(ScriptedBackend backend) => new()
    {
        Name = "b",
        BaseAddress = backend.BaseAddress,
        MinInterval = TimeSpan.FromMilliseconds(20),
        MaxInterval = TimeSpan.FromMilliseconds(40),
        Linger = TimeSpan.Zero,
        TimeLimit = TimeSpan.FromSeconds(5),
        Public = true,
    };

    /// <summary>The address of a resource: backend/path?query.</summary>
    public Uri Resource(string target) => new(Url, "/_dendrite/client/v1/resources/" + target);

    public Task<SseClient> ListenAsync(string target, string? lastEventId = null, string accept = "text/event-stream") =>
        SseClient.ConnectAsync(Resource(target), lastEventId, accept);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
