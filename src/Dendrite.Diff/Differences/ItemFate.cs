namespace Dendrite.Diff;

/// <summary>What becomes of an item of the old array.</summary>
internal enum ItemFate : byte
{
    Removed,
    Stays,
    Moves,
}
