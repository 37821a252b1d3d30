namespace Dendrite.Diff;

/// <summary>
/// One value of an indexed document. The nodes of a document stand in the order of its text, so the children of a
/// container follow it, and <see cref="Next"/> steps over a whole value.
/// </summary>
internal struct JsonNode
{
    /// <summary>The offset of the value's first byte, which tells its kind.</summary>
    public int Start;

    /// <summary>The offset after the value's last byte.</summary>
    public int End;

    /// <summary>The index of the node after this value and all that is inside it; while it is being read, its parent.</summary>
    public int Next;

    /// <summary>The offset of the opening quote of the member's name, or <see cref="NoName"/>.</summary>
    public int Name;

    public const int NoName = -1;
}
