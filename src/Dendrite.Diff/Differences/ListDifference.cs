namespace Dendrite.Diff;

/// <summary>Writes keyed list events, in the order in which they must be applied, or a refresh with the whole document.</summary>
internal sealed class ListDifference(JsonIndex old, JsonIndex next, DiffOptions options) : IDisposable
{
    private readonly ByteWriter _target = new();
    private readonly PointerText _path = new();

    public DiffResult Compute()
    {
        _target.Write((byte)'[');
        var empty = JsonEquality.AreEqual(old, 0, next, 0, options.Numbers);
        if (!empty && !(TryFindList(out var a, out var b) && TryWriteEvents(a, b))) WriteRefresh();
        _target.Write((byte)']');
        return new DiffResult(DiffFormat.List, _target.ToArray(), empty);
    }

    public void Dispose()
    {
        _target.Dispose();
        _path.Dispose();
    }

    /// <summary>Follows the only member that differs from object to object until it is an array.</summary>
    private bool TryFindList(out int a, out int b)
    {
        a = 0;
        b = 0;
        while (true)
        {
            if (old.Kind(a) == '[' && next.Kind(b) == '[') return true;
            if (old.Kind(a) != '{' || next.Kind(b) != '{' || old.CountChildren(a) != next.CountChildren(b)) return false;
            var found = -1;
            var partner = -1;
            using var before = new MemberTable(old, a + 1, old.Next(a));
            for (var member = b + 1; member < next.Next(b); member = next.Next(member))
            {
                var same = before.Find(next.Name(member));
                if (same >= 0 && JsonEquality.AreEqual(old, same, next, member, options.Numbers)) continue;
                if (same < 0 || found >= 0) return false;
                found = member;
                partner = same;
            }
            _path.Push(next.Name(found));
            a = partner;
            b = found;
        }
    }

    private bool TryWriteEvents(int a, int b)
    {
        using var before = new KeyedItems(old, a, options);
        using var after = new KeyedItems(next, b, options);
        if (!before.AreDistinct || !after.AreDistinct) return false;
        var partners = new int[after.Count];
        var fates = new ItemFate[before.Count];
        for (var j = 0; j < after.Count; j++) partners[j] = before.Find(after, j);
        LongestIncreasing.Mark(partners, fates);
        var oldEnd = before.Count;
        var newEnd = after.Count;
        for (var j = after.Count - 1; j >= -1; j--)
        {
            if (j >= 0 && (partners[j] < 0 || fates[partners[j]] != ItemFate.Stays)) continue;
            var partner = j >= 0 ? partners[j] : -1;
            for (var i = partner + 1; i < oldEnd; i++) WriteEvent("remove"u8, partner + 1, old, before.Node(i));
            for (var n = j + 1; n < newEnd; n++) WriteEvent("insert"u8, partner + 1 + n - j - 1, next, after.Node(n));
            if (j >= 0 && !JsonEquality.AreEqual(old, before.Node(partner), next, after.Node(j), options.Numbers))
                WriteEvent("update"u8, partner, next, after.Node(j));
            oldEnd = partner;
            newEnd = j;
        }
        return true;
    }

    private void WriteEvent(ReadOnlySpan<byte> name, int index, JsonIndex document, int node)
    {
        Begin(name);
        if (_path.Length > 0)
        {
            _target.Write("\"path\":\""u8);
            _target.Write(_path.Utf8);
            _target.Write("\","u8);
        }
        _target.Write("\"index\":"u8);
        _target.Write(index);
        _target.Write(",\"data\":"u8);
        _target.WriteValue(document, node);
        _target.Write((byte)'}');
    }

    private void WriteRefresh()
    {
        _target.CutTo(1);
        Begin("refresh"u8);
        _target.Write("\"data\":"u8);
        _target.WriteValue(next, 0);
        _target.Write((byte)'}');
    }

    private void Begin(ReadOnlySpan<byte> name)
    {
        if (_target.Length > 1) _target.Write((byte)',');
        _target.Write("{\"event\":\""u8);
        _target.Write(name);
        _target.Write("\","u8);
    }
}
