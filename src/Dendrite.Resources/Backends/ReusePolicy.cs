namespace Dendrite.Resources;

/// <summary>What may be done with a document besides waiting, as its backend allows (RFC 9111, section 5.2.2, and RFC 5861).</summary>
public sealed record ReusePolicy
{
    /// <summary>Nothing is said of it: it is stored, and given out while the backend does not answer.</summary>
    public static ReusePolicy Free { get; } = new();

    /// <summary>Whether it may be on no disk (<c>no-store</c>): it is held in memory only, and gone with the process. Default false.</summary>
    public bool NoStore { get; init; }

    /// <summary>Whether it may not be given out once the backend could not confirm it (<c>must-revalidate</c>, <c>proxy-revalidate</c>, <c>s-maxage</c>, <c>no-cache</c>). Default false.</summary>
    public bool MustRevalidate { get; init; }

    /// <summary>For how long after its freshness it is given out at once while the backend is asked (<c>stale-while-revalidate</c>, RFC 5861, section 3). Default none.</summary>
    public TimeSpan WhileRevalidating { get; init; }

    /// <summary>For how long after its freshness it is given out while polls fail (<c>stale-if-error</c>, RFC 5861, section 4); null where the backend sets no end.</summary>
    public TimeSpan? IfError { get; init; }

    /// <summary>What may be done with what two answers made together.</summary>
    internal static ReusePolicy Stricter(ReusePolicy one, ReusePolicy other) => new()
    {
        NoStore = one.NoStore || other.NoStore,
        MustRevalidate = one.MustRevalidate || other.MustRevalidate,
        WhileRevalidating = one.WhileRevalidating < other.WhileRevalidating ? one.WhileRevalidating : other.WhileRevalidating,
        IfError = one.IfError is { } a && other.IfError is { } b ? (a < b ? a : b) : one.IfError ?? other.IfError,
    };
}
