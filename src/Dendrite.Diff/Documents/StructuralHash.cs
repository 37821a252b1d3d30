namespace Dendrite.Diff;

/// <summary>A hash that values of the same meaning share: the order of members, white space and escapes do not count.</summary>
internal static class StructuralHash
{
    public static ulong Of(JsonIndex document, int node, NumberComparison numbers)
    {
        var text = document.Text(node);
        switch (text[0])
        {
            case (byte)'{':
                ulong members = 0;
                var end = document.Next(node);
                for (var child = node + 1; child < end; child = document.Next(child))
                    members += ByteHash.Mix(StringText.Hash(document.Name(child)), Of(document, child, numbers));
                return ByteHash.Mix(members, '{');
            case (byte)'[':
                ulong items = '[';
                end = document.Next(node);
                for (var child = node + 1; child < end; child = document.Next(child)) items = ByteHash.Mix(items, Of(document, child, numbers));
                return items;
            case (byte)'"':
                return StringText.Hash(text[1..^1]);
            case (byte)'t' or (byte)'f' or (byte)'n':
                return ByteHash.Mix(text[0], 'l');
            default:
                return numbers == NumberComparison.ByValue ? NumberText.ValueHash(text) : ~ByteHash.Of(text);
        }
    }
}
