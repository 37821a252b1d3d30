namespace Dendrite.Diff;

/// <summary>Writes an RFC 7396 merge patch, or finds that none can say the change.</summary>
internal sealed class MergeDifference(DocumentPair pair) : IDisposable
{
    private readonly JsonIndex _old = pair.Old;
    private readonly JsonIndex _next = pair.New;
    private readonly ByteWriter _target = new();

    /// <summary>The merge patch; null where the change sets a member to null, which a merge patch takes for its removal, or steps through a hazardous name.</summary>
    public DiffResult? Compute()
    {
        if (pair.AreSame)
        {
            // For a document that is no object only the document itself changes nothing.
            if (_next.Kind(0) == '{') _target.Write("{}"u8);
            else _target.WriteValue(_next, 0);
            return new DiffResult(DiffFormat.Merge, _target.ToArray(), true);
        }
        if (!TryOpenRoot() || !TryWrite(pair.OldRoot, pair.NewRoot, pair.Ignore)) return null;
        for (var depth = 0; depth < pair.RootDepth; depth++) _target.Write((byte)'}');
        return new DiffResult(DiffFormat.Merge, _target.ToArray(), false);
    }

    public void Dispose() => _target.Dispose();

    /// <summary>Opens the objects around the part that is compared; a merge patch can't reach into an array.</summary>
    private bool TryOpenRoot()
    {
        var node = 0;
        foreach (var token in pair.Plan.Root.AsSpan(0, pair.RootDepth))
        {
            if (_next.Kind(node) == '[') return false;
            node = _next.Find(node, token);
            _target.Write((byte)'{');
            if (HazardousNames.Contains(_next.Name(node))) return false;
            WriteName(_next.Name(node), _target.Length);
        }
        return true;
    }

    private bool TryWrite(int a, int b, IgnoreTree? ignore)
    {
        if (_next.Kind(b) != '{' || _old.Kind(a) != '{') return TryWriteWhole(b);
        _target.Write((byte)'{');
        var start = _target.Length;
        using var before = new MemberTable(_old, a + 1, _old.Next(a));
        using var after = new MemberTable(_next, b + 1, _next.Next(b));
        for (var member = a + 1; member < _old.Next(a); member = _old.Next(member))
        {
            if (after.Find(_old.Name(member)) >= 0 || ignore?.Member(_old.Name(member)) is { IsIgnored: true }) continue;
            if (HazardousNames.Contains(_old.Name(member))) return false;
            WriteName(_old.Name(member), start);
            _target.Write("null"u8);
        }
        for (var member = b + 1; member < _next.Next(b); member = _next.Next(member))
        {
            var same = before.Find(_next.Name(member));
            var branch = ignore?.Member(_next.Name(member));
            if (branch is { IsIgnored: true } || (same >= 0 && pair.AreEqual(same, member, branch))) continue;
            if (_next.Kind(member) == 'n' || HazardousNames.Contains(_next.Name(member))) return false;
            WriteName(_next.Name(member), start);
            if (!(same >= 0 ? TryWrite(same, member, branch) : TryWriteWhole(member))) return false;
        }
        _target.Write((byte)'}');
        return true;
    }

    private bool TryWriteWhole(int b)
    {
        if (HasMemberThatIsLost(b)) return false;
        _target.WriteValue(_next, b);
        return true;
    }

    /// <summary>
    /// Nulls inside arrays are data; in an object that is new as a whole they would be lost. A merge steps into such an object member by member,
    /// so hazardous names are not for it either.
    /// </summary>
    private bool HasMemberThatIsLost(int b)
    {
        if (_next.Kind(b) != '{') return false;
        for (var member = b + 1; member < _next.Next(b); member = _next.Next(member))
        {
            if (_next.Kind(member) == 'n' || HazardousNames.Contains(_next.Name(member)) || HasMemberThatIsLost(member)) return true;
        }
        return false;
    }

    private void WriteName(ReadOnlySpan<byte> name, int start)
    {
        if (_target.Length > start) _target.Write((byte)',');
        _target.WriteString(name);
        _target.Write((byte)':');
    }
}
