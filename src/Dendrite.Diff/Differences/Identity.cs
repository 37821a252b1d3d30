namespace Dendrite.Diff;

/// <summary>The member by which an object in an array is known: a string or a number.</summary>
internal static class Identity
{
    /// <summary>Finds the key's value in every item.</summary>
    /// <returns>False where an item lacks it, or it is neither a string nor a number.</returns>
    public static bool TryFind(JsonIndex document, ReadOnlySpan<int> items, ReadOnlySpan<byte> key, Span<int> values)
    {
        for (var i = 0; i < items.Length; i++)
        {
            values[i] = document.Find(items[i], key);
            if (values[i] < 0 || !IsIdentity(document.Kind(values[i]))) return false;
        }
        return true;
    }

    public static bool IsIdentity(byte kind) => kind == '"' || JsonEquality.IsNumber(kind);

    public static ulong Hash(JsonIndex document, int value) =>
        document.Kind(value) == '"' ? StringText.Hash(document.Content(value)) : ByteHash.Of(document.Text(value));

    public static bool AreEqual(JsonIndex one, int a, JsonIndex other, int b) =>
        JsonEquality.AreEqual(one, a, other, b, NumberComparison.AsWritten);
}
