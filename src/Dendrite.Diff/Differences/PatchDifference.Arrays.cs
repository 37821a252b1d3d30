namespace Dendrite.Diff;

internal sealed partial class PatchDifference
{
    private void CompareArrays(int a, int b, int ceiling)
    {
        using var alignment = new ArrayAlignment(old, a, next, b, options);
        var head = alignment.Head;
        for (var i = alignment.OldCount - 1; i >= 0 && _target.Length <= ceiling; i--)
        {
            if (alignment.FateOf(i) == ItemFate.Removed) AtIndex(head + i, WriteRemove);
        }
        if (alignment.HasMoves) WriteMovesAndInserts(alignment, ceiling);
        else WriteInserts(alignment, ceiling);
        for (var j = 0; j < alignment.NewCount && _target.Length <= ceiling; j++)
        {
            var partner = alignment.PartnerOf(j);
            if (partner < 0) continue;
            var length = _path.Length;
            _path.Push(head + j);
            Compare(alignment.OldNode(partner), alignment.NewNode(j), ceiling);
            _path.PopTo(length);
        }
    }

    private void WriteInserts(ArrayAlignment alignment, int ceiling)
    {
        for (var j = 0; j < alignment.NewCount && _target.Length <= ceiling; j++)
        {
            if (alignment.PartnerOf(j) < 0) AtIndex(alignment.Head + j, () => WriteAdd(alignment.NewNode(j)));
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
                AtIndex(alignment.Head + place, () => WriteAdd(alignment.NewNode(j)));
                continue;
            }
            // An item before the last one that stayed has left behind it all that was placed up to the next that stays.
            var from = waiting.Before(partner) + (partner < passed ? alignment.PlacedBefore(partner) : j);
            if (partner < passed) place--;
            waiting.Add(partner, -1);
            if (from != place) WriteMove(alignment.Head + from, alignment.Head + place);
        }
    }

    private void AtIndex(int index, Action write)
    {
        var length = _path.Length;
        _path.Push(index);
        write();
        _path.PopTo(length);
    }
}
