namespace Dendrite.Diff;

/// <summary>Places that a later operation replaces, none of them read or shifted in between, as a tree along the pointers.</summary>
internal sealed class OverwrittenPlaces
{
    private readonly Dictionary<string, OverwrittenPlaces> _below = [];
    private int _operation = -1;

    /// <summary>The operation that replaces the place, or a value around it; -1 where none does.</summary>
    public int Find(ReadOnlySpan<string> path, out bool isSamePlace)
    {
        var node = this;
        for (var i = 0; ; i++)
        {
            isSamePlace = i == path.Length;
            if (node._operation >= 0) return node._operation;
            if (isSamePlace || !node._below.TryGetValue(path[i], out var next)) return -1;
            node = next;
        }
    }

    public void Add(ReadOnlySpan<string> path, int operation)
    {
        var node = this;
        foreach (var token in path)
        {
            if (!node._below.TryGetValue(token, out var next)) node._below.Add(token, next = new OverwrittenPlaces());
            node = next;
        }
        node._below.Clear();
        node._operation = operation;
    }

    /// <summary>
    /// Forgets the place, what is inside it and what is around it; and where the last token may be an index, all inside
    /// its container, whose items may have shifted.
    /// </summary>
    public void Forget(ReadOnlySpan<string> path)
    {
        var node = this;
        node._operation = -1;
        for (var i = 0; i < path.Length; i++)
        {
            if (i == path.Length - 1)
            {
                if (TouchedTree.MayBeItem(path[i])) node._below.Clear();
                else node._below.Remove(path[i]);
                return;
            }
            if (!node._below.TryGetValue(path[i], out var next)) return;
            node = next;
            node._operation = -1;
        }
        node.Clear();
    }

    public void Clear()
    {
        _below.Clear();
        _operation = -1;
    }
}
