using System.Diagnostics.CodeAnalysis;

namespace Dendrite.Protocol;

/// <summary>What an app asks for: a backend's name, a path below its base address and a query, percent-encoded as they are sent.</summary>
/// <param name="Backend">The backend's name in the server's configuration.</param>
/// <param name="Path">The path, without a leading slash.</param>
/// <param name="Query">The query without its question mark; may be empty.</param>
public readonly record struct ResourceAddress(string Backend, string Path, string Query = "")
{
    /// <summary>The form <c>backend/path?query</c>.</summary>
    public override string ToString() => $"{Uri.EscapeDataString(Backend)}/{Path}{(Query.Length == 0 ? "" : "?" + Query)}";

    /// <summary>Reads the form <c>backend/path?query</c>.</summary>
    /// <exception cref="FormatException">There is no backend in it.</exception>
    public static ResourceAddress Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is not an address; it has the form backend/path?query.");

    /// <summary>Reads the form <c>backend/path?query</c>; false where there is no backend in it.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ResourceAddress address)
    {
        address = default;
        if (string.IsNullOrEmpty(text)) return false;
        var mark = text.IndexOf('?', StringComparison.Ordinal);
        var target = mark < 0 ? text : text[..mark];
        var slash = target.IndexOf('/', StringComparison.Ordinal);
        var backend = slash < 0 ? target : target[..slash];
        if (backend.Length == 0) return false;
        address = new ResourceAddress(Uri.UnescapeDataString(backend), slash < 0 ? "" : target[(slash + 1)..], mark < 0 ? "" : text[(mark + 1)..]);
        return true;
    }
}
