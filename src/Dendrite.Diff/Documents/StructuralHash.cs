namespace Dendrite.Diff;

/// <summary>
/// A hash that values of the same meaning share: the order of members, white space, escapes and ignored members do not
/// count.
/// </summary>
internal static class StructuralHash
{
    public static ulong Of(JsonIndex document, int node, NumberComparison numbers, IgnoreTree? ignore = null)
    {
        if (ignore is { IsIgnored: true }) return 0;
        var text = document.Text(node);
        switch (text[0])
        {
            case (byte)'{':
                return OfObject(document, node, numbers, ignore);
            case (byte)'[':
                return OfArray(document, node, numbers, ignore);
            case (byte)'"':
                return StringText.Hash(text[1..^1]);
            case (byte)'t' or (byte)'f' or (byte)'n':
                return ByteHash.Mix(text[0], 'l');
            default:
                return numbers == NumberComparison.ByValue ? NumberText.ValueHash(text) : ~ByteHash.Of(text);
        }
    }

    private static ulong OfObject(JsonIndex document, int node, NumberComparison numbers, IgnoreTree? ignore)
    {
        ulong members = 0;
        var end = document.Next(node);
        for (var child = node + 1; child < end; child = document.Next(child))
        {
            var name = document.Name(child);
            var branch = ignore?.Member(name);
            if (branch is not { IsIgnored: true }) members += ByteHash.Mix(StringText.Hash(name), Of(document, child, numbers, branch));
        }
        return ByteHash.Mix(members, '{');
    }

    private static ulong OfArray(JsonIndex document, int node, NumberComparison numbers, IgnoreTree? ignore)
    {
        ulong items = '[';
        var index = 0;
        var end = document.Next(node);
        for (var child = node + 1; child < end; child = document.Next(child), index++)
            items = ByteHash.Mix(items, Of(document, child, numbers, ignore?.Item(index)));
        return items;
    }
}
