namespace Dendrite.Diff;

internal sealed partial class PatchDifference
{
    /// <summary>First what goes, then what moves or comes, last what changes in its final place.</summary>
    private void CompareArrays(int a, int b, IgnoreTree? ignore, int ceiling)
    {
        using var alignment = new ArrayAlignment(pair, a, b, ignore);
        var length = _path.Length;
        for (var i = alignment.OldCount - 1; i >= 0 && _target.Length <= ceiling; i--)
        {
            if (alignment.FateOf(i) != ItemFate.Removed) continue;
            _path.Push(alignment.Head + i);
            WriteRemove(alignment.OldNode(i));
            _path.PopTo(length);
        }
        if (alignment.HasMoves) WriteMovesAndInserts(alignment, ceiling);
        else WriteInserts(alignment, ceiling);
        for (var j = 0; j < alignment.NewCount && _target.Length <= ceiling; j++)
        {
            var partner = alignment.PartnerOf(j);
            if (partner < 0 || AreSameBytes(alignment.OldNode(partner), alignment.NewNode(j))) continue;
            _path.Push(alignment.Head + j);
            Compare(alignment.OldNode(partner), alignment.NewNode(j), ignore?.Item(alignment.Head + j), ceiling);
            _path.PopTo(length);
        }
    }

    private void WriteInserts(ArrayAlignment alignment, int ceiling)
    {
        for (var j = 0; j < alignment.NewCount && _target.Length <= ceiling; j++)
        {
            if (alignment.PartnerOf(j) < 0) WriteAddAt(alignment.Head + j, alignment.NewNode(j));
        }
    }

    /// <summary>
    /// Goes through the new items from the first to the last. What has been placed stands in its final order, mixed only
    /// with items that are yet to move away; <see cref="OrderCounts"/> says how many of those stand before a place.
    /// </summary>
    private void WriteMovesAndInserts(ArrayAlignment alignment, int ceiling)
    {
        using var waiting = new OrderCounts(alignment.OldCount);
        for (var i = 0; i < alignment.OldCount; i++)
        {
            if (alignment.FateOf(i) != ItemFate.Removed) waiting.Add(i, 1);
        }
        var passed = -1;
        for (var j = 0; j < alignment.NewCount && _target.Length <= ceiling; j++)
        {
            var partner = alignment.PartnerOf(j);
            if (partner >= 0 && alignment.FateOf(partner) == ItemFate.Stays)
            {
                passed = partner;
                waiting.Add(partner, -1);
                continue;
            }
            var place = j + waiting.Before(passed);
            if (partner < 0)
            {
                WriteAddAt(alignment.Head + place, alignment.NewNode(j));
                continue;
            }
            // What was placed up to the next item that stays stands before one that has been passed by.
            var from = waiting.Before(partner) + (partner < passed ? alignment.PlacedBefore(partner) : j);
            if (partner < passed) place--;
            waiting.Add(partner, -1);
            if (from != place) WriteMove(alignment.Head + from, alignment.Head + place);
        }
    }

    private void WriteAddAt(int index, int b)
    {
        var length = _path.Length;
        _path.Push(index);
        WriteAdd(b);
        _path.PopTo(length);
    }
}
