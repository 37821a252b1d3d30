namespace Dendrite.Diff;

/// <summary>The member by which an object in an array is known: a string or a number, in the object or in one inside it.</summary>
internal static class Identity
{
    /// <summary>The value at a key of an item; -1 where there is none that can identify.</summary>
    public static int Find(JsonIndex document, int item, byte[][] key)
    {
        foreach (var name in key)
        {
            item = document.Kind(item) == '{' ? document.Find(item, name) : -1;
            if (item < 0) return -1;
        }
        return IsIdentity(document.Kind(item)) ? item : -1;
    }

    /// <summary>Finds the key's value in every item; false where one has none.</summary>
    public static bool TryFind(JsonIndex document, ReadOnlySpan<int> items, byte[][] key, Span<int> values)
    {
        for (var i = 0; i < items.Length; i++)
        {
            values[i] = Find(document, items[i], key);
            if (values[i] < 0) return false;
        }
        return true;
    }

    /// <summary>The keys that an item offers: its own members, then those of the objects in it.</summary>
    public static IEnumerable<byte[][]> Candidates(JsonIndex document, int item)
    {
        var own = Members(document, item).ToList();
        foreach (var member in own)
        {
            if (IsIdentity(document.Kind(member))) yield return [NameOf(document, member)];
        }
        foreach (var holder in own)
        {
            if (document.Kind(holder) != '{') continue;
            foreach (var member in Members(document, holder))
            {
                if (IsIdentity(document.Kind(member))) yield return [NameOf(document, holder), NameOf(document, member)];
            }
        }
    }

    public static ulong Hash(JsonIndex document, int value) =>
        document.Kind(value) == '"' ? StringText.Hash(document.Content(value)) : ByteHash.Of(document.Text(value));

    public static bool AreEqual(JsonIndex one, int a, JsonIndex other, int b) =>
        JsonEquality.AreEqual(one, a, other, b, NumberComparison.AsWritten);

    private static bool IsIdentity(byte kind) => kind == '"' || JsonEquality.IsNumber(kind);

    private static IEnumerable<int> Members(JsonIndex document, int container)
    {
        for (var member = container + 1; member < document.Next(container); member = document.Next(member)) yield return member;
    }

    private static byte[] NameOf(JsonIndex document, int member)
    {
        var name = document.Name(member);
        var plain = new byte[name.Length];
        return plain[..StringText.Unescape(name, plain)];
    }
}
