using System.Buffers;

namespace Dendrite.Resources;

/// <summary>Which headers may be sent to a backend (RFC 9110, section 5).</summary>
public static class HeaderRules
{
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly HashSet<string> Own = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Content-Length", "Transfer-Encoding", "If-None-Match", "If-Modified-Since", "Accept-Encoding",
    };

    private static readonly HashSet<string> OfContent = new(StringComparer.OrdinalIgnoreCase) { "Allow", "Expires", "Last-Modified" };

    /// <summary>What is wrong with a header, to follow its name in a sentence; null where nothing is. The value is never repeated, it may be a secret.</summary>
    public static string? FaultOf(string name, string? value)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(TokenCharacters)) return "is not a header name";
        if (Own.Contains(name)) return "is a header that the poller sets itself";
        if (string.IsNullOrEmpty(value)) return "has no value";
        return value.AsSpan().ContainsAny('\r', '\n', '\0') ? "has a line break in its value" : null;
    }

    /// <summary>Whether headers are the same, whatever objects hold them; null is none.</summary>
    internal static bool AreSame(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string>? other) =>
        one.Count == (other?.Count ?? 0) && one.All(header => other!.TryGetValue(header.Key, out var value) && value == header.Value);

    /// <summary>Whether a header describes the body that it goes with (RFC 9110, section 8).</summary>
    internal static bool IsOfContent(string name) => name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || OfContent.Contains(name);

    /// <summary>What is wrong with a media type to be accepted, to end a sentence; null where nothing is: <c>type/subtype</c>, or <c>*+suffix</c>.</summary>
    public static string? FaultOfMediaType(string type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var parts = type.StartsWith("*+", StringComparison.Ordinal) ? [type[2..]] : type.Split('/');
        var form = type.StartsWith("*+", StringComparison.Ordinal) ? 1 : 2;
        return parts.Length == form && parts.All(part => part.Length > 0 && !part.AsSpan().ContainsAnyExcept(TokenCharacters) && !part.Contains('*', StringComparison.Ordinal))
            ? null : "not a media type such as application/json, or *+json for all with that suffix";
    }
}
