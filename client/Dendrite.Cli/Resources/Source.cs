using Dendrite.Client;
using Dendrite.Protocol;
using Dendrite.Resources;

namespace Dendrite.Cli.Resources;

/// <summary>Where <c>listen</c> and <c>fetch</c> read: a running server, or the command itself for a plain URL.</summary>
internal sealed class Source : IDisposable
{
    private readonly IDisposable? _connections;

    private Source(IDendriteClient client, ResourceAddress address, IDisposable? connections)
    {
        _connections = connections;
        Client = client;
        Address = address;
    }

    public IDendriteClient Client { get; }

    public ResourceAddress Address { get; }

    /// <summary>A resource of a running server.</summary>
    public static Source OfServer(Uri server, ResourceAddress address, TimeSpan? maxAge)
    {
        if (maxAge is { } age) address = new ResourceAddress(address.Backend, address.Path, $"{address.Query}{(address.Query.Length > 0 ? "&" : "")}{ListenOptions.MaxAgeName}={Math.Floor(age.TotalMilliseconds)}ms");
        var client = new DendriteClient(server);
        return new Source(client, address, client);
    }

    /// <summary>Any URL, polled by this process.</summary>
    public static Source OfUrl(Uri url, TimeSpan? interval, TimeSpan? maxAge, IReadOnlyDictionary<string, string> headers)
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
        var upstream = Upstreams.Connect(backend, TimeProvider.System);
        return new Source(new UrlClient(backend, new PolledSource(() => upstream), TimeProvider.System, new Random(), maxAge), AddressOf(backend.Name, url), upstream as IDisposable);
    }

    /// <summary>The path and the query as they were typed; only dot segments are resolved.</summary>
    internal static ResourceAddress AddressOf(string backend, Uri url)
    {
        var text = url.OriginalString.Trim().Split('#')[0];
        var start = text.IndexOfAny(['/', '?'], text.IndexOf("://", StringComparison.Ordinal) + 3);
        var target = start < 0 ? "" : text[start..];
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var path = (mark < 0 ? target : target[..mark]).TrimStart('/');
        if (target.StartsWith("//", StringComparison.Ordinal) || target.Contains("/.", StringComparison.Ordinal) || target.Contains("%2e", StringComparison.OrdinalIgnoreCase)) path = url.GetComponents(UriComponents.Path, UriFormat.UriEscaped);
        return new ResourceAddress(backend, path, mark < 0 ? "" : target[(mark + 1)..]);
    }

    public void Dispose() => _connections?.Dispose();
}
