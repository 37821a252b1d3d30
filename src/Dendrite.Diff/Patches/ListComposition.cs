namespace Dendrite.Diff;

/// <summary>Two list changes as one: their events in order, from the last refresh on.</summary>
internal static class ListComposition
{
    public static byte[] Run(JsonIndex first, JsonIndex second)
    {
        using var target = new ByteWriter();
        target.Write((byte)'[');
        Append(target, first);
        Append(target, second);
        target.Write((byte)']');
        return target.ToArray();
    }

    private static void Append(ByteWriter target, JsonIndex change)
    {
        if (change.Kind(0) != '[') throw new PatchException("A list change is an array of events");
        for (var node = 1; node < change.Next(0); node = change.Next(node))
        {
            if (IsRefresh(change, node)) target.CutTo(1);
            if (target.Length > 1) target.Write((byte)',');
            target.WriteValue(change, node);
        }
    }

    private static bool IsRefresh(JsonIndex change, int node)
    {
        if (change.Kind(node) != '{') return false;
        var name = change.Find(node, "event"u8);
        return name >= 0 && change.Kind(name) == '"' && StringText.EqualsUnescaped(change.Content(name), "refresh"u8);
    }
}
