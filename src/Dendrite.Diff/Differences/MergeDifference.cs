namespace Dendrite.Diff;

/// <summary>Writes an RFC 7396 merge patch, or finds that none can say the change.</summary>
internal sealed class MergeDifference(JsonIndex old, JsonIndex next, DiffOptions options) : IDisposable
{
    private readonly ByteWriter _target = new();

    /// <summary>The merge patch; null where the change sets a member to null, which a merge patch takes for its removal.</summary>
    public DiffResult? Compute()
    {
        if (JsonEquality.AreEqual(old, 0, next, 0, options.Numbers))
        {
            // For a document that is no object only the document itself changes nothing.
            if (next.Kind(0) == '{') _target.Write("{}"u8);
            else _target.WriteValue(next, 0);
            return new DiffResult(DiffFormat.Merge, _target.ToArray(), true);
        }
        return TryWrite(0, 0) ? new DiffResult(DiffFormat.Merge, _target.ToArray(), false) : null;
    }

    public void Dispose() => _target.Dispose();

    private bool TryWrite(int a, int b)
    {
        if (next.Kind(b) != '{' || old.Kind(a) != '{') return TryWriteWhole(b);
        _target.Write((byte)'{');
        var start = _target.Length;
        using var before = new MemberTable(old, a + 1, old.Next(a));
        using var after = new MemberTable(next, b + 1, next.Next(b));
        for (var member = a + 1; member < old.Next(a); member = old.Next(member))
        {
            if (after.Find(old.Name(member)) >= 0) continue;
            WriteName(old.Name(member), start);
            _target.Write("null"u8);
        }
        for (var member = b + 1; member < next.Next(b); member = next.Next(member))
        {
            var same = before.Find(next.Name(member));
            if (same >= 0 && JsonEquality.AreEqual(old, same, next, member, options.Numbers)) continue;
            if (next.Kind(member) == 'n') return false;
            WriteName(next.Name(member), start);
            if (!(same >= 0 ? TryWrite(same, member) : TryWriteWhole(member))) return false;
        }
        _target.Write((byte)'}');
        return true;
    }

    private bool TryWriteWhole(int b)
    {
        if (HasNullMember(b)) return false;
        _target.WriteValue(next, b);
        return true;
    }

    /// <summary>Nulls inside arrays are data; in an object that is new as a whole they would be lost.</summary>
    private bool HasNullMember(int b)
    {
        if (next.Kind(b) != '{') return false;
        for (var member = b + 1; member < next.Next(b); member = next.Next(member))
        {
            if (next.Kind(member) == 'n' || HasNullMember(member)) return true;
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
