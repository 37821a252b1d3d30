namespace Dendrite.Diff;

/// <summary>
/// Writes keyed list events, in the order in which they must be applied, or a refresh with the whole document: where the
/// change is not one of a keyed list, and where a great many events would take more bytes than the document.
/// </summary>
internal sealed class ListDifference(DocumentPair pair) : IDisposable
{
    private readonly JsonIndex _old = pair.Old;
    private readonly JsonIndex _next = pair.New;
    // Up to this size events are sent even where the document is shorter: they say more.
    private const int SmallChange = 64 << 10;

    private readonly ByteWriter _target = new();
    private readonly PointerText _path = new();
    private int _events;

    public DiffResult Compute()
    {
        _target.Write((byte)'[');
        if (!pair.AreSame && !(TryFindList(out var a, out var b, out var ignore) && TryWriteEvents(a, b, ignore))) WriteRefresh();
        _target.Write((byte)']');
        return new DiffResult(DiffFormat.List, _target.ToArray(), pair.AreSame);
    }

    public void Dispose()
    {
        _target.Dispose();
        _path.Dispose();
    }

    /// <summary>Follows the only member that differs from object to object until it is an array.</summary>
    private bool TryFindList(out int a, out int b, out IgnoreTree? ignore)
    {
        a = pair.OldRoot;
        b = pair.NewRoot;
        ignore = pair.Ignore;
        pair.PushRoot(_path);
        while (true)
        {
            if (_old.Kind(a) == '[' && _next.Kind(b) == '[') return true;
            if (_old.Kind(a) != '{' || _next.Kind(b) != '{' || !TryFindOnlyChange(ref a, ref b, ref ignore)) return false;
            if (HazardousNames.Contains(_next.Name(b))) return false;
            _path.Push(_next.Name(b));
        }
    }

    private bool TryFindOnlyChange(ref int a, ref int b, ref IgnoreTree? ignore)
    {
        var (found, partner, inside) = (-1, -1, ignore);
        using var before = new MemberTable(_old, a + 1, _old.Next(a));
        using var after = new MemberTable(_next, b + 1, _next.Next(b));
        for (var member = a + 1; member < _old.Next(a); member = _old.Next(member))
        {
            if (after.Find(_old.Name(member)) < 0 && ignore?.Member(_old.Name(member)) is not { IsIgnored: true }) return false;
        }
        for (var member = b + 1; member < _next.Next(b); member = _next.Next(member))
        {
            var branch = ignore?.Member(_next.Name(member));
            if (branch is { IsIgnored: true }) continue;
            var same = before.Find(_next.Name(member));
            if (same >= 0 && pair.AreEqual(same, member, branch)) continue;
            if (same < 0 || found >= 0) return false;
            (found, partner, inside) = (member, same, branch);
        }
        (a, b, ignore) = (partner, found, inside);
        return true;
    }

    private bool TryWriteEvents(int a, int b, IgnoreTree? ignore)
    {
        using var before = new KeyedItems(_old, a, pair.Plan.Keys);
        using var after = new KeyedItems(_next, b, pair.Plan.Keys);
        if (!before.AreDistinct || !after.AreDistinct) return false;
        var partners = new int[after.Count];
        var fates = new ItemFate[before.Count];
        for (var j = 0; j < after.Count; j++) partners[j] = before.Find(after, j);
        LongestIncreasing.Mark(partners, fates);
        var oldEnd = before.Count;
        var newEnd = after.Count;
        var ceiling = Math.Max(SmallChange, _next.Utf8.Length);
        for (var j = after.Count - 1; j >= -1; j--)
        {
            if (j >= 0 && (partners[j] < 0 || fates[partners[j]] != ItemFate.Stays)) continue;
            var partner = j >= 0 ? partners[j] : -1;
            for (var i = partner + 1; i < oldEnd && _target.Length <= ceiling; i++) WriteEvent("remove"u8, partner + 1, _old, before.Node(i));
            for (var n = j + 1; n < newEnd && _target.Length <= ceiling; n++) WriteEvent("insert"u8, partner + 1 + n - j - 1, _next, after.Node(n));
            if (j >= 0 && !pair.AreEqual(before.Node(partner), after.Node(j), ignore?.Item(j)))
                WriteEvent("update"u8, partner, _next, after.Node(j));
            if (_target.Length > ceiling || _events > PatchLimits.MostWritten) return false;
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
        _target.WriteValue(_next, 0);
        _target.Write((byte)'}');
    }

    private void Begin(ReadOnlySpan<byte> name)
    {
        _events++;
        if (_target.Length > 1) _target.Write((byte)',');
        _target.Write("{\"event\":\""u8);
        _target.Write(name);
        _target.Write("\","u8);
    }
}
