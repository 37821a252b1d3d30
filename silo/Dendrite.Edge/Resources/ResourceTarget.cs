using Dendrite.Contracts.Backends;
using Dendrite.Contracts.Resources;
using Dendrite.Protocol;

namespace Dendrite.Edge.Resources;

/// <summary>What a request to <c>resources/{backend}/{path}?{query}</c> asks for.</summary>
/// <param name="Key">The resource.</param>
/// <param name="Format">The value of <c>dendrite-format</c>; null where it is absent.</param>
internal readonly record struct ResourceTarget(ResourceKey Key, string? Format)
{
    /// <summary>The longest query in characters, as sent.</summary>
    public const int MaxQueryLength = 4096;

    /// <summary>The longest path in characters, as sent.</summary>
    public const int MaxPathLength = 4096;

    private const string OwnPrefix = "dendrite-";

    /// <summary>Reads the part of a request target after <c>resources/</c>, as the client sent it: nothing is decoded twice.</summary>
    /// <exception cref="InvalidRequestException">The target cannot be sent to a backend.</exception>
    public static ResourceTarget Parse(string target, IBackendCatalog backends)
    {
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var address = mark < 0 ? target : target[..mark];
        var slash = address.IndexOf('/', StringComparison.Ordinal);
        var name = Uri.UnescapeDataString(slash < 0 ? address : address[..slash]);
        var path = slash < 0 ? "" : address[(slash + 1)..];
        var backend = backends.Find(name) ?? throw new InvalidRequestException(
            DendriteErrorCode.UnknownBackend, $"There is no backend '{name}'; configured are: {(backends.List() is { Count: > 0 } all ? string.Join(", ", all.Select(b => b.Name)) : "none")}.");
        CheckPath(path);
        var (query, format) = SplitQuery(mark < 0 ? "" : target[(mark + 1)..]);
        if (query.Length > MaxQueryLength)
            throw new InvalidRequestException(DendriteErrorCode.QueryTooLong, $"The query has {query.Length} characters; at most {MaxQueryLength} are allowed.");
        return new ResourceTarget(new ResourceKey(backend.Name, ResourceKey.PublicScope, path, query), format);
    }

    private static void CheckPath(string path)
    {
        if (path.Length > MaxPathLength) throw Malformed($"The path has {path.Length} characters; at most {MaxPathLength} are allowed.");
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] == '%' && (i + 2 >= path.Length || !char.IsAsciiHexDigit(path[i + 1]) || !char.IsAsciiHexDigit(path[i + 2])))
                throw Malformed($"The path '{path}' has a percent sign without two hexadecimal digits.");
        }
        // Split after decoding: a backend may do that too, and then an escaped slash beside dots climbs out of its base address.
        foreach (var segment in Uri.UnescapeDataString(path).Split('/'))
        {
            if (segment is "." or "..") throw Malformed($"The path '{path}' has a '{segment}' segment.");
            if (segment.AsSpan().IndexOfAny('\\', '#') >= 0 || segment.Any(char.IsControl)) throw Malformed($"The path '{path}' has a backslash, a number sign or a control character.");
        }
    }

    private static (string Query, string? Format) SplitQuery(string query)
    {
        if (!query.Contains(OwnPrefix, StringComparison.Ordinal)) return (query, null);
        string? format = null;
        var rest = new List<string>();
        foreach (var pair in query.Split('&'))
        {
            if (!pair.StartsWith(OwnPrefix, StringComparison.Ordinal)) rest.Add(pair);
            else if (pair.StartsWith("dendrite-format=", StringComparison.Ordinal)) format = Uri.UnescapeDataString(pair["dendrite-format=".Length..]);
            else throw new InvalidRequestException(DendriteErrorCode.InvalidRequest, $"The query parameter '{pair.Split('=')[0]}' is not known; names that begin with dendrite- are not passed on.");
        }
        return (string.Join('&', rest), format);
    }

    private static InvalidRequestException Malformed(string message) => new(DendriteErrorCode.MalformedPath, message);
}
