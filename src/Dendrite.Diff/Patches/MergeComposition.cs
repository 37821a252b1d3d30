namespace Dendrite.Diff;

/// <summary>Two merge patches as one, where there is one.</summary>
internal static class MergeComposition
{
    public static byte[] Run(JsonIndex first, JsonIndex second)
    {
        using var target = new ByteWriter();
        Write(target, first, 0, second, 0);
        return target.ToArray();
    }

    private static void Write(ByteWriter target, JsonIndex first, int p, JsonIndex second, int q)
    {
        if (second.Kind(q) != '{')
        {
            target.WriteValue(second, q);
            return;
        }
        if (first.Kind(p) != '{') throw new PatchException("The second merge patch builds an object on a value that the first sets; one merge patch can't say that");
        target.Write((byte)'{');
        var start = target.Length;
        using var later = new MemberTable(second, q + 1, second.Next(q));
        using var earlier = new MemberTable(first, p + 1, first.Next(p));
        for (var member = p + 1; member < first.Next(p); member = first.Next(member))
        {
            WriteName(target, first.Name(member), start);
            var same = later.Find(first.Name(member));
            if (same < 0) target.WriteValue(first, member);
            else Write(target, first, member, second, same);
        }
        for (var member = q + 1; member < second.Next(q); member = second.Next(member))
        {
            if (earlier.Find(second.Name(member)) >= 0) continue;
            WriteName(target, second.Name(member), start);
            target.WriteValue(second, member);
        }
        target.Write((byte)'}');
    }

    private static void WriteName(ByteWriter target, ReadOnlySpan<byte> name, int start)
    {
        if (target.Length > start) target.Write((byte)',');
        target.WriteString(name);
        target.Write((byte)':');
    }
}
