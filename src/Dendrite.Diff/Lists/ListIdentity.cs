using System.Text;

namespace Dendrite.Diff;

/// <summary>By which member the items of a list are told apart, as list events and patches go by it.</summary>
/// <param name="Key">The member, a name or, inside another object, a JSON pointer from the item; null where there is none.</param>
/// <param name="IsPreferred">Whether it is one of the keys that were given.</param>
/// <param name="Repeated">The first of the given keys that every item has, where some share its value; null where there is none.</param>
public sealed record ListIdentity(string? Key, bool IsPreferred, string? Repeated)
{
    // As many as are tried where two lists are compared.
    private const int MaxCandidates = 24;

    private static readonly string[] Endings = ["id", "uid", "uuid", "guid", "key", "code", "slug", "number", "sku", "ref", "reference", "uri", "url", "isbn", "iban", "login", "email", "symbol", "identifier", "hash", "sha"];

    /// <summary>Looks for it in one list.</summary>
    /// <param name="document">The document.</param>
    /// <param name="pointer">The JSON pointer of the list; empty for the document itself.</param>
    /// <param name="keys">The members to prefer, as in <see cref="DiffOptions.Keys"/>; its default where null. Others count only where their names end as those of identifiers do.</param>
    /// <returns>What was found; nothing where there is no list, or an item of it is no object.</returns>
    /// <exception cref="ArgumentException"><paramref name="pointer"/>, or a key, is not a JSON pointer.</exception>
    public static ListIdentity Find(JsonIndex document, string pointer, IReadOnlyList<string>? keys = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(pointer);
        var list = document.NodeAt(pointer);
        if (list < 0 || document.Kind(list) != '[' || document.CountChildren(list) == 0) return new ListIdentity(null, false, null);
        keys ??= DiffOptions.Default.Keys;
        var plan = new DiffPlan(DiffOptions.Default with { Keys = keys });
        string? repeated = null;
        for (var i = 0; i < keys.Count; i++)
        {
            if (IsDistinct(document, list, plan.Keys[i])) return new ListIdentity(keys[i], true, null);
            if (repeated is null && HasAll(document, list, plan.Keys[i])) repeated = keys[i];
        }
        if (document.Kind(list + 1) != '{') return new ListIdentity(null, false, repeated);
        var found = Identity.Candidates(document, list + 1).Take(MaxCandidates).Where(key => IsIdentifying(key[^1]) && IsDistinct(document, list, key)).Select(NameOf).FirstOrDefault();
        return new ListIdentity(found, false, found is null ? repeated : null);
    }

    private static bool IsDistinct(JsonIndex document, int list, byte[][] key)
    {
        using var items = new KeyedItems(document, list, [key]);
        return items.AreDistinct;
    }

    private static bool HasAll(JsonIndex document, int list, byte[][] key)
    {
        for (var item = list + 1; item < document.Next(list); item = document.Next(item))
            if (Identity.Find(document, item, key) < 0) return false;
        return true;
    }

    /// <summary>Whether the last word of a name is one of identifiers: <c>id</c>, <c>order_id</c>, <c>orderId</c>, not <c>paid</c>.</summary>
    private static bool IsIdentifying(byte[] name)
    {
        var text = Encoding.UTF8.GetString(name);
        return Endings.Any(ending => text.EndsWith(ending, StringComparison.OrdinalIgnoreCase)
            && (text.Length == ending.Length || text[^(ending.Length + 1)] is var before && (!char.IsLetter(before) || (char.IsLower(before) && char.IsUpper(text[^ending.Length])))));
    }

    private static string NameOf(byte[][] key) => key.Length == 1 ? Encoding.UTF8.GetString(key[0]) : JsonPointer.Format(key.Select(Encoding.UTF8.GetString));
}
