namespace Dendrite.Diff;

/// <summary>
/// Writes an RFC 6902 patch. Wherever the operations inside a value would take more bytes than the value itself, the
/// value is replaced as a whole, so a patch is never longer than one operation that replaces the document.
/// </summary>
internal sealed partial class PatchDifference(JsonIndex old, JsonIndex next, DiffOptions options) : IDisposable
{
    private readonly ByteWriter _target = new();
    private readonly PointerText _path = new();

    public DiffResult Compute()
    {
        _target.Write((byte)'[');
        Compare(0, 0, int.MaxValue);
        var empty = _target.Length == 1;
        _target.Write((byte)']');
        return new DiffResult(DiffFormat.Patch, _target.ToArray(), empty);
    }

    public void Dispose()
    {
        _target.Dispose();
        _path.Dispose();
    }

    /// <summary>Writes what makes the value <paramref name="a"/> into <paramref name="b"/>, at the current path.</summary>
    /// <param name="a">A node of the old document.</param>
    /// <param name="b">A node of the new one.</param>
    /// <param name="ceiling">The length of the target above which an enclosing value will be replaced anyway.</param>
    private void Compare(int a, int b, int ceiling)
    {
        if (AreEqual(a, b)) return;
        var kind = old.Kind(a);
        if (kind != next.Kind(b) || kind is not ((byte)'{' or (byte)'['))
        {
            WriteReplace(b);
            return;
        }
        var mark = _target.Length;
        var replacement = ReplaceOverhead + _path.Length + next.Text(b).Length;
        var own = (int)Math.Min(ceiling, (long)mark + replacement);
        if (kind == '{') CompareObjects(a, b, own);
        else CompareArrays(a, b, own);
        if (_target.Length - mark <= ReplaceOverhead + _path.Length + ShortestPossible(b)) return;
        PreferReplacement(b, mark);
    }

    /// <summary>Takes the replacement of the whole value where that is shorter than what was written since the mark.</summary>
    private void PreferReplacement(int b, int mark)
    {
        var written = _target.Length - mark;
        if (!next.HasWhitespace && !next.HasEscapes && ReplaceOverhead + _path.Length + next.Text(b).Length >= written) return;
        var kept = _target.Written[mark..].ToArray();
        _target.CutTo(mark);
        WriteReplace(b);
        if (_target.Length - mark < written) return;
        _target.CutTo(mark);
        _target.Write(kept);
    }

    /// <summary>A bound from below for the length of a value without white space: each node has a byte and a separator.</summary>
    private int ShortestPossible(int b) =>
        next.HasWhitespace || next.HasEscapes ? 2 * (next.Next(b) - b) - 1 : next.Text(b).Length;

    private bool AreEqual(int a, int b) => JsonEquality.AreEqual(old, a, next, b, options.Numbers);
}
