namespace Dendrite.Diff;

/// <summary>MergePatch of RFC 7396 section 2, straight from the two texts to the result.</summary>
internal static class MergeApplication
{
    public static byte[] Run(JsonIndex document, JsonIndex change, PatchLimits limits)
    {
        using var target = new ByteWriter(document.Utf8.Length + change.Utf8.Length);
        Write(target, document, 0, change, 0);
        if (target.Length > limits.MaxBytes) throw new PatchException($"The result would be longer than {limits.MaxBytes} bytes");
        return target.ToArray();
    }

    private static void Write(ByteWriter target, JsonIndex? document, int a, JsonIndex change, int b)
    {
        if (change.Kind(b) != '{')
        {
            target.Write(change.Text(b));
            return;
        }
        target.Write((byte)'{');
        var start = target.Length;
        using var after = new MemberTable(change, b + 1, change.Next(b));
        if (document is not null && document.Kind(a) == '{')
        {
            using var before = new MemberTable(document, a + 1, document.Next(a));
            for (var member = a + 1; member < document.Next(a); member = document.Next(member))
            {
                var changed = after.Find(document.Name(member));
                if (changed >= 0 && change.Kind(changed) == 'n') continue;
                WriteName(target, document.Name(member), start);
                if (changed < 0) target.Write(document.Text(member));
                else Write(target, document, member, change, changed);
            }
            for (var member = b + 1; member < change.Next(b); member = change.Next(member))
            {
                if (before.Find(change.Name(member)) < 0) WriteNew(target, change, member, start);
            }
        }
        else
        {
            for (var member = b + 1; member < change.Next(b); member = change.Next(member)) WriteNew(target, change, member, start);
        }
        target.Write((byte)'}');
    }

    private static void WriteNew(ByteWriter target, JsonIndex change, int member, int start)
    {
        if (change.Kind(member) == 'n') return;
        WriteName(target, change.Name(member), start);
        Write(target, null, 0, change, member);
    }

    private static void WriteName(ByteWriter target, ReadOnlySpan<byte> name, int start)
    {
        if (target.Length > start) target.Write((byte)',');
        target.Write((byte)'"');
        target.Write(name);
        target.Write("\":"u8);
    }
}
