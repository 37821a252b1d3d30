using System.Globalization;

namespace Dendrite.Diff;

/// <summary>The places that a patch touches, as a tree along the pointers: what is not in it keeps its value and its pointer.</summary>
internal sealed class TouchedTree
{
    private Dictionary<string, TouchedTree>? _below;
    private bool _itemsShift;

    /// <summary>True where an operation replaces, removes or brings this value.</summary>
    public bool IsTouched { get; private set; }

    /// <summary>True for a token that is an index or the place after the last item, where its container is an array.</summary>
    public static bool MayBeItem(string token) => token == "-" || JsonPointer.TryReadIndex(token, out _);

    /// <param name="path">The place.</param>
    /// <param name="shifts">True where items behind the place move, if it is in an array.</param>
    public void Add(string[] path, bool shifts)
    {
        var node = this;
        for (var i = 0; i < path.Length; i++)
        {
            if (shifts && i == path.Length - 1 && MayBeItem(path[i])) node._itemsShift = true;
            node._below ??= [];
            if (!node._below.TryGetValue(path[i], out var next)) node._below.Add(path[i], next = new TouchedTree());
            node = next;
        }
        node.IsTouched = true;
    }

    /// <summary>What is touched inside a member; null where nothing is.</summary>
    public TouchedTree? Below(string name) => _below?.GetValueOrDefault(name);

    /// <summary>What is touched inside an item; all of it where the items of the array shift.</summary>
    public TouchedTree? BelowItem(int index) =>
        _itemsShift ? new TouchedTree { IsTouched = true } : Below(index.ToString(CultureInfo.InvariantCulture));
}
