using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>Where a page of a list is: a path below the backend's base address, and a query without the parameters that are configured.</summary>
/// <param name="Path">The canonical path.</param>
/// <param name="Query">The query; may be empty.</param>
internal readonly record struct PageAddress(string Path, string Query)
{
    /// <summary>This with a parameter in place of what it has of that name.</summary>
    public PageAddress With(string name, string value) => this with { Query = QueryText.With(Query, name, value) };

    /// <summary>The page that a reference leads to (RFC 3986, section 5), where it may be followed: within the backend's origin and below its base address.</summary>
    /// <param name="backend">The backend.</param>
    /// <param name="from">Where the reference stands.</param>
    /// <param name="reference">The reference, absolute or relative.</param>
    /// <param name="address">The page.</param>
    /// <returns>Why it is not followed, to end a sentence; null where it is. No query is in it.</returns>
    public static string? Resolve(BackendDefinition backend, Uri from, string reference, out PageAddress address)
    {
        address = default;
        // An empty reference is a valid one: this page itself.
        if (RedirectRules.Resolve(from, reference.Length == 0 ? from.PathAndQuery : reference) is not { } target) return "which is no address that can be asked";
        if (!RedirectRules.IsSameOrigin(backend.BaseAddress, target)) return $"which is at another origin, {target.GetLeftPart(UriPartial.Authority)}";
        var text = target.PathAndQuery;
        if (!text.StartsWith(backend.BaseAddress.AbsolutePath, StringComparison.Ordinal)) return "which is not below the backend's base address";
        text = text[backend.BaseAddress.AbsolutePath.Length..];
        var mark = text.IndexOf('?', StringComparison.Ordinal);
        try
        {
            var query = ResourcePath.CheckQuery(QueryText.Without(mark < 0 ? "" : text[(mark + 1)..], backend.Query.Keys));
            address = new PageAddress(ResourcePath.Canonicalize(mark < 0 ? text : text[..mark]), query);
            return null;
        }
        catch (InvalidRequestException e)
        {
            return $"which cannot be asked: {e.Message.TrimEnd('.')}";
        }
    }
}
