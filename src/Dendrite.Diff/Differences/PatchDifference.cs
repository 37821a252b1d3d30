namespace Dendrite.Diff;

/// <summary>
/// Writes an RFC 6902 patch. Wherever the operations inside a value would take more bytes than the value itself, the
/// value is replaced as a whole, so a patch is never longer than one operation that replaces the document.
/// </summary>
internal sealed partial class PatchDifference(DocumentPair pair) : IDisposable
{
    private readonly JsonIndex _old = pair.Old;
    private readonly JsonIndex _next = pair.New;
    private readonly bool _invertible = pair.Plan.Invertible;
    private readonly ByteWriter _target = new();
    private readonly PointerText _path = new();
    private int _operations;
    private bool _isHazardous;

    public DiffResult Compute()
    {
        _target.Write((byte)'[');
        pair.PushRoot(_path);
        Compare(pair.OldRoot, pair.NewRoot, pair.Ignore, int.MaxValue);
        if (_operations > PatchLimits.MostWritten) ReplaceAll();
        var empty = _target.Length == 1;
        _target.Write((byte)']');
        var patch = _target.ToArray();
        return new DiffResult(DiffFormat.Patch, pair.Plan.Copies ? CopyRewriter.Rewrite(_old, patch) : patch, empty);
    }

    private void ReplaceAll()
    {
        _target.CutTo(1);
        WriteReplace(pair.OldRoot, pair.NewRoot);
    }

    public void Dispose()
    {
        _target.Dispose();
        _path.Dispose();
    }

    /// <summary>Writes what makes one value, at the current path, into another; nothing where they mean the same.</summary>
    /// <param name="a">The node of the old document.</param>
    /// <param name="b">The node of the new one.</param>
    /// <param name="ignore">What does not count inside.</param>
    /// <param name="ceiling">The length of the target above which an enclosing value will be replaced anyway.</param>
    private void Compare(int a, int b, IgnoreTree? ignore, int ceiling)
    {
        if (ignore is { IsIgnored: true }) return;
        var kind = _old.Kind(a);
        if (kind != _next.Kind(b) || kind is not ((byte)'{' or (byte)'['))
        {
            if (!JsonEquality.AreEqual(_old, a, _next, b, pair.Plan.Numbers)) WriteReplace(a, b);
            return;
        }
        var mark = _target.Length;
        var own = (int)Math.Min(ceiling, mark + ReplacementLimit(a, b));
        if (kind == '{') CompareObjects(a, b, ignore, own);
        else CompareArrays(a, b, ignore, own);
        if (_isHazardous)
        {
            _isHazardous = false;
            _target.CutTo(mark);
            WriteReplace(a, b);
            return;
        }
        if (_target.Length - mark > ShortestReplacement(a, b)) PreferReplacement(a, b, mark);
    }

    /// <summary>Takes the replacement of the whole value where that is shorter than what was written since the mark.</summary>
    private void PreferReplacement(int a, int b, int mark)
    {
        var written = _target.Length;
        if (written - mark > ReplacementLimit(a, b))
        {
            _target.CutTo(mark);
            WriteReplace(a, b);
            return;
        }
        WriteReplace(a, b);
        // The comma in front belongs to neither where they are the first.
        var start = mark == 1 ? written + 1 : written;
        if (_target.Length - start < written - mark) _target.Cut(mark, start);
        else _target.CutTo(written);
    }

    private bool AreSameBytes(int a, int b) => _old.Text(a).SequenceEqual(_next.Text(b));
}
