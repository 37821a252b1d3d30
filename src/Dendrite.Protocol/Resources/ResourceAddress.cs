using System.Diagnostics.CodeAnalysis;

namespace Dendrite.Protocol;

/// <summary>
/// What an app asks for: a backend's name, a path below its base address and a query, percent-encoded as they are sent. Whoever holds
/// one holds a checked one: it names a backend, stays below its base address, and one resource has one spelling.
/// </summary>
/// <remarks>
/// The name is in lower case, for names are compared without case. The path is in its canonical form: escapes that stand for letters, digits,
/// <c>- . _ ~</c> are undone, the others have upper-case digits, and what a path may not hold as it is, is escaped. An escaped slash stays one.
/// The query is as it was written, for what is equal in it only the backend knows.
/// </remarks>
public readonly record struct ResourceAddress
{
    /// <summary>The longest path in characters, as written.</summary>
    public const int MaxPathLength = 4096;

    /// <summary>The longest query in characters, as written.</summary>
    public const int MaxQueryLength = 4096;

    private readonly string? _backend;
    private readonly string? _path;
    private readonly string? _query;

    /// <summary>Checks the three parts.</summary>
    /// <param name="backend">The backend's name in the server's configuration, in any case.</param>
    /// <param name="path">The path, without a leading slash, percent-encoded.</param>
    /// <param name="query">The query without its question mark; may be empty.</param>
    /// <exception cref="InvalidRequestException">A part cannot be sent to a backend; the message says why.</exception>
    public ResourceAddress(string backend, string path, string query = "")
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(query);
        if (!BackendName.TryRead(backend, out _backend)) throw new InvalidRequestException(DendriteErrorCode.UnknownBackend, $"'{backend}' is not the name of a backend; {BackendName.Form}.");
        _path = ResourcePath.Canonicalize(path);
        _query = ResourcePath.CheckQuery(query);
    }

    /// <summary>The backend's name, in lower case.</summary>
    public string Backend => _backend ?? throw Nothing();

    /// <summary>The path in its canonical form, without a leading slash.</summary>
    public string Path => _path ?? throw Nothing();

    /// <summary>The query without its question mark; empty where there is none.</summary>
    public string Query => _query ?? throw Nothing();

    /// <summary>The form <c>backend/path?query</c>.</summary>
    public override string ToString() => _backend is null ? "" : $"{_backend}/{_path}{(_query!.Length == 0 ? "" : "?" + _query)}";

    /// <summary>Reads and checks the form <c>backend/path?query</c>: the one parser of every way in.</summary>
    /// <exception cref="InvalidRequestException">It is no address, or one that cannot be sent to a backend; the message says why.</exception>
    public static ResourceAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var mark = text.IndexOf('?', StringComparison.Ordinal);
        var target = mark < 0 ? text : text[..mark];
        var slash = target.IndexOf('/', StringComparison.Ordinal);
        var backend = slash < 0 ? target : target[..slash];
        if (backend.Length == 0) throw new InvalidRequestException(DendriteErrorCode.MalformedPath, $"'{text}' is not an address: it names no backend; it has the form backend/path?query.");
        return new ResourceAddress(backend, slash < 0 ? "" : target[(slash + 1)..], mark < 0 ? "" : text[(mark + 1)..]);
    }

    /// <summary>Reads what <see cref="Parse"/> reads; false where it would throw.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ResourceAddress address)
    {
        try
        {
            address = text is null ? default : Parse(text);
            return text is not null;
        }
        catch (InvalidRequestException)
        {
            address = default;
            return false;
        }
    }

    private static InvalidRequestException Nothing() => new(DendriteErrorCode.MalformedPath, "The address is empty: it was never read from anything.");
}
