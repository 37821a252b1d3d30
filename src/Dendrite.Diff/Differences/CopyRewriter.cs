namespace Dendrite.Diff;

/// <summary>
/// Turns additions and replacements in a patch into copies of equal values that stand elsewhere in the document and that
/// no operation of the patch touches or shifts, where that is shorter.
/// </summary>
internal sealed class CopyRewriter
{
    // A shorter value is never longer than the pointer to it.
    private const int ShortestWorthwhile = 12;

    private readonly JsonIndex _old;
    private readonly JsonIndex _patch;
    private readonly Dictionary<ulong, List<int>> _wanted = [];
    private readonly Dictionary<int, byte[]> _sources = [];
    private readonly TouchedTree _touched = new();

    private CopyRewriter(JsonIndex old, byte[] patch)
    {
        _old = old;
        _patch = JsonIndex.ParseChange(patch, JsonLimits.DeepestAllowed);
    }

    public static byte[] Rewrite(JsonIndex old, byte[] patch)
    {
        var rewriter = new CopyRewriter(old, patch);
        rewriter.ReadOperations();
        if (rewriter._wanted.Count == 0 || rewriter._touched.IsTouched) return patch;
        using var path = new PointerText();
        rewriter.Search(0, rewriter._touched, path);
        return rewriter._sources.Count == 0 ? patch : rewriter.Write();
    }

    private void ReadOperations()
    {
        for (var node = 1; node < _patch.Count; node = _patch.Next(node))
        {
            var operation = PatchOperation.Read(_patch, node, 0);
            if (operation.Name == "test") continue;
            _touched.Add(operation.Path, operation.Name != "replace");
            if (operation.From is not null) _touched.Add(operation.From, true);
            if (!CanCopy(operation)) continue;
            var hash = StructuralHash.Of(_patch, operation.Value, NumberComparison.AsWritten);
            if (!_wanted.TryGetValue(hash, out var values)) _wanted.Add(hash, values = []);
            values.Add(operation.Value);
        }
    }

    /// <summary>A copy adds, so it can replace a member but not an item.</summary>
    private bool CanCopy(PatchOperation operation) =>
        operation.Value >= 0 && operation.Path.Length > 0 && _patch.Text(operation.Value).Length >= ShortestWorthwhile
        && (operation.Name == "add" || !TouchedTree.MayBeItem(operation.Path[^1]));

    private ulong Search(int node, TouchedTree? touched, PointerText path)
    {
        ulong hash;
        var length = path.Length;
        switch (_old.Kind(node))
        {
            case (byte)'{':
                ulong members = 0;
                for (var child = node + 1; child < _old.Next(node); child = _old.Next(child))
                {
                    path.Push(_old.Name(child));
                    var inside = HazardousNames.Contains(_old.Name(child))
                        ? StructuralHash.Of(_old, child, NumberComparison.AsWritten)
                        : SearchChild(child, touched?.Below(StringText.Decode(_old.Name(child))), path);
                    members += ByteHash.Mix(StringText.Hash(_old.Name(child)), inside);
                    path.PopTo(length);
                }
                hash = ByteHash.Mix(members, '{');
                break;
            case (byte)'[':
                hash = '[';
                var index = 0;
                for (var child = node + 1; child < _old.Next(node); child = _old.Next(child), index++)
                {
                    path.Push(index);
                    hash = ByteHash.Mix(hash, SearchChild(child, touched?.BelowItem(index), path));
                    path.PopTo(length);
                }
                break;
            default:
                hash = StructuralHash.Of(_old, node, NumberComparison.AsWritten);
                break;
        }
        if (touched is null && _wanted.TryGetValue(hash, out var values)) Offer(node, values, path);
        return hash;
    }

    private ulong SearchChild(int child, TouchedTree? touched, PointerText path) =>
        touched is { IsTouched: true } ? StructuralHash.Of(_old, child, NumberComparison.AsWritten) : Search(child, touched, path);

    private void Offer(int node, List<int> values, PointerText path)
    {
        foreach (var value in values)
        {
            if (_sources.TryGetValue(value, out var known) && known.Length <= path.Length) continue;
            // {"op":"copy","from":"…" stands instead of {"op":"add" and ,"value":….
            if ("\"copy\",\"from\":\"\""u8.Length + path.Length >= "\"add\",\"value\":"u8.Length + _patch.Text(value).Length) continue;
            if (JsonEquality.AreEqual(_old, node, _patch, value, NumberComparison.AsWritten)) _sources[value] = path.Utf8.ToArray();
        }
    }

    private byte[] Write()
    {
        using var target = new ByteWriter(_patch.Utf8.Length);
        target.Write((byte)'[');
        for (var node = 1; node < _patch.Count; node = _patch.Next(node))
        {
            if (node > 1) target.Write((byte)',');
            var value = _patch.Find(node, "value"u8);
            if (value < 0 || !_sources.TryGetValue(value, out var source))
            {
                target.Write(_patch.Text(node));
                continue;
            }
            target.Write("{\"op\":\"copy\",\"from\":\""u8);
            target.Write(source);
            target.Write("\",\"path\":"u8);
            target.Write(_patch.Text(_patch.Find(node, "path"u8)));
            target.Write((byte)'}');
        }
        target.Write((byte)']');
        return target.ToArray();
    }
}
