namespace Dendrite.Diff;

/// <summary>Writes a value of a document as short as its meaning allows: no white space, no needless escape, numbers as they are.</summary>
internal static class ValueWriter
{
    public static void WriteValue(this ByteWriter target, JsonIndex document, int node)
    {
        if (!document.HasWhitespace && !document.HasEscapes)
        {
            target.Write(document.Text(node));
            return;
        }
        switch (document.Kind(node))
        {
            case (byte)'{':
                WriteChildren(target, document, node, (byte)'{', (byte)'}');
                break;
            case (byte)'[':
                WriteChildren(target, document, node, (byte)'[', (byte)']');
                break;
            case (byte)'"':
                target.WriteString(document.Content(node));
                break;
            default:
                target.Write(document.Text(node));
                break;
        }
    }

    /// <summary>Writes a string, quotes included, from the content of another.</summary>
    public static void WriteString(this ByteWriter target, ReadOnlySpan<byte> content)
    {
        target.Write((byte)'"');
        if (content.Contains((byte)'\\')) target.Advance(StringText.Shorten(content, target.Room(content.Length)));
        else target.Write(content);
        target.Write((byte)'"');
    }

    /// <summary>Writes a plain string as JSON, quotes included.</summary>
    public static void WriteName(this ByteWriter target, string name)
    {
        target.Write((byte)'"');
        var plain = SurrogateHalf.Encode(name);
        target.Advance(StringText.Escape(plain, target.Room(plain.Length * 6)));
        target.Write((byte)'"');
    }

    private static void WriteChildren(ByteWriter target, JsonIndex document, int node, byte opening, byte closing)
    {
        target.Write(opening);
        var end = document.Next(node);
        for (var child = node + 1; child < end; child = document.Next(child))
        {
            if (child > node + 1) target.Write((byte)',');
            if (opening == '{')
            {
                target.WriteString(document.Name(child));
                target.Write((byte)':');
            }
            target.WriteValue(document, child);
        }
        target.Write(closing);
    }
}
