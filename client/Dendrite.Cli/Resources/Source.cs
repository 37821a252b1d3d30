using Dendrite.Client.Resources;
using Dendrite.Contracts.Resources;
using Dendrite.Grains.Resources;
using Dendrite.Silo.Configuration;
using Dendrite.Silo.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dendrite.Cli.Resources;

/// <summary>Where <c>listen</c> and <c>fetch</c> read: a running server, or a silo inside the command for a plain URL.</summary>
internal sealed class Source : IAsyncDisposable
{
    private readonly IHost? _host;

    private Source(IDendriteClient client, ResourceAddress address, IHost? host)
    {
        Client = client;
        Address = address;
        _host = host;
    }

    public IDendriteClient Client { get; }

    public ResourceAddress Address { get; }

    /// <summary>A resource of a running server.</summary>
    public static Source OfServer(Uri server, ResourceAddress address) => new(new DendriteClient(server), address, null);

    /// <summary>Any URL, polled by a silo inside this process.</summary>
    public static async Task<Source> OfUrlAsync(Uri url, TimeSpan? interval, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken)
    {
        var backend = new BackendDefinition
        {
            Name = "url",
            BaseAddress = new Uri(url.GetLeftPart(UriPartial.Authority) + "/"),
            Headers = headers,
            // A URL that somebody names is taken at its word: text/plain is what many servers call a .json file.
            ContentTypes = ["application/json", "text/json", "*+json", "text/plain", "application/octet-stream"],
            Linger = TimeSpan.Zero,
            Public = true,
        };
        if (interval is { } fixedInterval) backend = backend with { MinInterval = fixedInterval, MaxInterval = fixedInterval };
        var host = DendriteSilo.BuildWithoutEdges(new SiloSettings { Backends = [backend] });
        await host.StartAsync(cancellationToken);
        var services = host.Services;
        var client = new ClusterDendriteClient(services.GetRequiredService<IGrainFactory>(), services.GetRequiredService<ResourceFeeds>());
        return new Source(client, AddressOf(backend.Name, url), host);
    }

    /// <summary>The path and the query as they were typed; only dot segments are resolved.</summary>
    private static ResourceAddress AddressOf(string backend, Uri url)
    {
        var text = url.OriginalString.Trim().Split('#')[0];
        var start = text.IndexOfAny(['/', '?'], text.IndexOf("://", StringComparison.Ordinal) + 3);
        var target = start < 0 ? "" : text[start..];
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var path = (mark < 0 ? target : target[..mark]).TrimStart('/');
        if (target.StartsWith("//", StringComparison.Ordinal) || target.Contains("/.", StringComparison.Ordinal)) path = url.GetComponents(UriComponents.Path, UriFormat.UriEscaped);
        return new ResourceAddress(backend, path, mark < 0 ? "" : target[(mark + 1)..]);
    }

    public async ValueTask DisposeAsync()
    {
        (Client as IDisposable)?.Dispose();
        if (_host is null) return;
        await _host.Services.GetRequiredService<ResourceFeeds>().DisposeAsync();
        await _host.StopAsync();
        _host.Dispose();
    }
}
