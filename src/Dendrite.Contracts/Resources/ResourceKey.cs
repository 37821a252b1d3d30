using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Dendrite.Contracts.Resources;

/// <summary>
/// The identity of one GET-able document: which backend, on whose behalf, which path, which query. One resource grain
/// exists for each key, and two keys never share an answer.
/// </summary>
/// <remarks>
/// <see cref="ToString"/> and <see cref="Parse"/> round-trip every value, including empty parts and characters that are
/// not legal in a URL: parts are escaped, never cleaned, so two different keys never have one text.
/// </remarks>
[GenerateSerializer, Immutable, Alias("dendrite.ResourceKey")]
public readonly record struct ResourceKey
{
    /// <summary>The scope of everything fetched from a backend that is declared public.</summary>
    public const string PublicScope = "public";

    private const char Separator = '|';

    /// <summary>Makes a key of its parts, each taken as it is.</summary>
    public ResourceKey(string backend, string scope, string path, string query = "")
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(query);
        Backend = backend;
        Scope = scope;
        Path = path;
        Query = query;
    }

    /// <summary>The backend's name in the configuration.</summary>
    [Id(0)] public string Backend { get; }

    /// <summary>Whose answers these are: <see cref="PublicScope"/>, or the scope of an account.</summary>
    [Id(1)] public string Scope { get; }

    /// <summary>The path below the backend's base address, without a leading slash, percent-encoded as it is sent.</summary>
    [Id(2)] public string Path { get; }

    /// <summary>The query without its question mark, percent-encoded as it is sent; empty where there is none.</summary>
    [Id(3)] public string Query { get; }

    /// <summary>The grain key: the four escaped parts, joined by vertical bars.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Backend.Length + Scope.Length + Path.Length + Query.Length + 3);
        Escape(text, Backend);
        text.Append(Separator);
        Escape(text, Scope);
        text.Append(Separator);
        Escape(text, Path);
        text.Append(Separator);
        Escape(text, Query);
        return text.ToString();
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text is not the text of a key.</exception>
    public static ResourceKey Parse(string text) =>
        TryParse(text, out var key) ? key : throw new FormatException($"'{text}' is not a resource key; it has the form backend|scope|path|query.");

    /// <summary>Reads what <see cref="ToString"/> wrote; false where the text is not the text of a key.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ResourceKey key)
    {
        key = default;
        if (text?.Split(Separator) is not { Length: 4 } parts) return false;
        if (!TryUnescape(parts[0], out var backend) || !TryUnescape(parts[1], out var scope) ||
            !TryUnescape(parts[2], out var path) || !TryUnescape(parts[3], out var query)) return false;
        key = new ResourceKey(backend, scope, path, query);
        return true;
    }

    private static void Escape(StringBuilder text, string part)
    {
        for (var i = 0; i < part.Length; i++)
        {
            var c = part[i];
            if (char.IsHighSurrogate(c) && i + 1 < part.Length && char.IsLowSurrogate(part[i + 1])) text.Append(c).Append(part[++i]);
            else if (c is '%' or Separator || char.IsControl(c) || char.IsSurrogate(c)) text.Append(CultureInfo.InvariantCulture, $"%{(int)c:X4}");
            else text.Append(c);
        }
    }

    private static bool TryUnescape(string escaped, [NotNullWhen(true)] out string? part)
    {
        part = escaped;
        if (!escaped.Contains('%')) return true;
        part = null;
        var text = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '%')
            {
                text.Append(escaped[i]);
                continue;
            }
            if (i + 4 >= escaped.Length ||
                !ushort.TryParse(escaped.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)) return false;
            text.Append((char)code);
            i += 4;
        }
        part = text.ToString();
        return true;
    }
}
