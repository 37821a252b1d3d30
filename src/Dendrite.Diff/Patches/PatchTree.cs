using System.Text;

namespace Dendrite.Diff;

/// <summary>The document under a patch: finds places by pointer and changes them, and knows its size and depth.</summary>
internal sealed class PatchTree(PatchNode root, PatchLimits limits)
{
    private readonly List<PatchNode> _path = [];
    private PatchNode _root = root;

    public byte[] ToArray()
    {
        using var target = new ByteWriter((int)Math.Min(_root.Size, limits.MaxBytes) + 16);
        _root.WriteTo(target);
        return target.ToArray();
    }

    /// <summary>The value at a place.</summary>
    public PatchNode Find(ReadOnlySpan<string> path)
    {
        var node = _root;
        foreach (var token in path) node = Child(node, token);
        return node;
    }

    /// <summary>Adds a member or replaces it, or inserts an item (RFC 6902 section 4.1).</summary>
    public void Add(ReadOnlySpan<string> path, PatchNode value)
    {
        if (path.IsEmpty)
        {
            ReplaceRoot(value);
            return;
        }
        var parent = OpenParent(path);
        var token = path[^1];
        if (parent.Items is { } items)
        {
            var index = token == "-" ? items.Count : ReadIndex(token, items.Count);
            items.Insert(index, value);
            Grow(value.Size + 1, value.Height);
            return;
        }
        var before = parent.Members!.TryGet(token, out var replaced) ? -replaced.Size : NameSize(token);
        parent.Members.Set(token, value);
        Grow(value.Size + before, value.Height);
    }

    /// <summary>Takes away what is at a place.</summary>
    public void Remove(ReadOnlySpan<string> path)
    {
        if (path.IsEmpty) throw new PatchException("The whole document can't be removed");
        var parent = OpenParent(path);
        var removed = Child(parent, path[^1]);
        if (parent.Items is { } items)
        {
            items.RemoveAt(ReadIndex(path[^1], items.Count - 1));
            Grow(-removed.Size - 1, 0);
            return;
        }
        parent.Members!.Remove(path[^1]);
        Grow(-removed.Size - NameSize(path[^1]), 0);
    }

    /// <summary>Puts a value in the place of another.</summary>
    public void Replace(ReadOnlySpan<string> path, PatchNode value)
    {
        if (path.IsEmpty)
        {
            ReplaceRoot(value);
            return;
        }
        var parent = OpenParent(path);
        var replaced = Child(parent, path[^1]);
        if (parent.Items is { } items) items[ReadIndex(path[^1], items.Count - 1)] = value;
        else parent.Members!.Set(path[^1], value);
        Grow(value.Size - replaced.Size, value.Height);
    }

    /// <summary>A name with its quotes, colon and comma.</summary>
    private static int NameSize(string name) => Encoding.UTF8.GetByteCount(name) + 4;

    private void ReplaceRoot(PatchNode value)
    {
        _root = value;
        _path.Clear();
        Grow(0, value.Height);
    }

    /// <summary>Opens every container on the way, owned by this tree alone, and notes them in <see cref="_path"/>.</summary>
    private PatchNode OpenParent(ReadOnlySpan<string> path)
    {
        _path.Clear();
        _root = _root.Own();
        var node = _root;
        foreach (var token in path[..^1])
        {
            _path.Add(node);
            var child = Child(node, token);
            var own = child.Own();
            if (!ReferenceEquals(own, child))
            {
                if (node.Items is { } items) items[ReadIndex(token, items.Count - 1)] = own;
                else node.Members!.Set(token, own);
            }
            node = own;
        }
        _path.Add(node);
        if (node.Kind is not ((byte)'{' or (byte)'[')) throw new PatchException("The value around the place is neither an object nor an array");
        node.Open();
        return node;
    }

    private static PatchNode Child(PatchNode node, string token)
    {
        switch (node.Kind)
        {
            case (byte)'[':
                node.Open();
                return node.Items![ReadIndex(token, node.Items.Count - 1)];
            case (byte)'{':
                node.Open();
                return node.Members!.TryGet(token, out var member) ? member : throw new PatchException($"There is no member \"{token}\"");
            default:
                throw new PatchException("The pointer leads into a value that is neither an object nor an array");
        }
    }

    private static int ReadIndex(string token, int last)
    {
        if (token == "-") throw new PatchException("The place after the last item holds nothing");
        if (!JsonPointer.TryReadIndex(token, out var index)) throw new PatchException($"\"{token}\" is not an array index");
        return index <= last ? index : throw new PatchException($"The index {index} is beyond the end of the array");
    }

    /// <summary>Carries a change of size and height up to the root.</summary>
    private void Grow(long bytes, int height)
    {
        for (var i = _path.Count - 1; i >= 0; i--)
        {
            _path[i].Size += bytes;
            _path[i].Height = height = Math.Max(_path[i].Height, height + 1);
        }
        if (_root.Size > limits.MaxBytes) throw new PatchException($"The result would be longer than {limits.MaxBytes} bytes");
        if (height > limits.MaxDepth) throw new PatchException($"The result would be nested deeper than {limits.MaxDepth} levels");
    }
}
