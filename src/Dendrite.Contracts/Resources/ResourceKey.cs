using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Dendrite.Protocol;

namespace Dendrite.Contracts.Resources;

/// <summary>
/// The identity of one GET-able document: which backend, on whose behalf, which path, which query. One resource grain
/// exists for each key, and two keys never share an answer.
/// </summary>
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

    /// <summary>The key of what anybody may read at an address.</summary>
    public static ResourceKey OfPublic(ResourceAddress address) => new(address.Backend, PublicScope, address.Path, address.Query);

    /// <summary>The backend's name in the configuration.</summary>
    [Id(0)] public string Backend { get; }

    /// <summary>Whose answers these are: <see cref="PublicScope"/>, or the scope of an account.</summary>
    [Id(1)] public string Scope { get; }

    /// <summary>The path below the backend's base address, without a leading slash, percent-encoded as it is sent.</summary>
    [Id(2)] public string Path { get; }

    /// <summary>The query without its question mark, percent-encoded as it is sent; empty where there is none.</summary>
    [Id(3)] public string Query { get; }

    /// <summary>Backend, path and query as they stand in addresses, for people.</summary>
    public string Address => $"{Backend}/{Path}{(Query.Length > 0 ? "?" : "")}{Query}";

    /// <summary>
    /// The grain key, <c>backend|scope|hash</c>: path and query may be long and hold secrets, and grain keys are indexed and logged. The hash is
    /// the first 16 bytes of SHA-256 over both, in lower-case hexadecimal.
    /// </summary>
    public override string ToString()
    {
        var text = new StringBuilder(Backend.Length + Scope.Length + 34);
        Escape(text, Backend);
        text.Append(Separator);
        Escape(text, Scope);
        text.Append(Separator);
        // The length keeps a path with a question mark apart from a query.
        var address = string.Create(CultureInfo.InvariantCulture, $"{Path.Length}:{Path}?{Query}");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(address.AsSpan()), hash);
        return text.Append(Convert.ToHexStringLower(hash[..16])).ToString();
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
}
