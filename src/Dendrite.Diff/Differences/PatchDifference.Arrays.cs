namespace Dendrite.Diff;

internal sealed partial class PatchDifference
{
    /// <summary>First what goes, then what changes, last what moves or comes: so indexes are as short as they can be.</summary>
    private void CompareArrays(int a, int b, IgnoreTree? ignore, int ceiling)
    {
        using var alignment = new ArrayAlignment(pair, a, b, ignore);
        var length = _path.Length;
        var index = alignment.Head;
        for (var i = 0; i < alignment.OldCount && _target.Length <= ceiling; i++)
        {
            if (alignment.FateOf(i) != ItemFate.Removed)
            {
                index++;
                continue;
            }
            _path.Push(index);
            WriteRemove(alignment.OldNode(i));
            _path.PopTo(length);
        }
        CompareItems(alignment, ignore, ceiling, isEarly: true);
        if (alignment.HasMoves)
        {
            WriteMoves(alignment, ceiling);
            CompareItems(alignment, ignore, ceiling, isEarly: false);
        }
        WriteInserts(alignment, ceiling);
    }

    /// <summary>Changes items where their index is lower: before the moves or after them.</summary>
    private void CompareItems(ArrayAlignment alignment, IgnoreTree? ignore, int ceiling, bool isEarly)
    {
        var length = _path.Length;
        var rank = 0;
        for (var i = 0; i < alignment.OldCount && _target.Length <= ceiling; i++)
        {
            if (alignment.FateOf(i) == ItemFate.Removed) continue;
            var before = rank++;
            var after = alignment.RankOf(i);
            if (before <= after != isEarly) continue;
            var place = alignment.PlaceOf(i);
            if (AreSameBytes(alignment.OldNode(i), alignment.NewNode(place))) continue;
            _path.Push(alignment.Head + (isEarly ? before : after));
            Compare(alignment.OldNode(i), alignment.NewNode(place), ignore?.Item(alignment.Head + place), ceiling);
            _path.PopTo(length);
        }
    }

    /// <summary>
    /// Brings what is kept into its new order, from the first to the last. What has been placed stands in that order, mixed
    /// only with items that are yet to move away; <see cref="OrderCounts"/> says how many of those stand before a place.
    /// </summary>
    private void WriteMoves(ArrayAlignment alignment, int ceiling)
    {
        using var waiting = new OrderCounts(alignment.OldCount);
        for (var i = 0; i < alignment.OldCount; i++)
        {
            if (alignment.FateOf(i) != ItemFate.Removed) waiting.Add(i, 1);
        }
        var passed = -1;
        var rank = 0;
        for (var j = 0; j < alignment.NewCount && _target.Length <= ceiling; j++)
        {
            var partner = alignment.PartnerOf(j);
            if (partner < 0) continue;
            if (alignment.FateOf(partner) == ItemFate.Stays)
            {
                passed = partner;
            }
            else
            {
                // What was placed up to the next item that stays stands before one that has been passed by.
                var from = waiting.Before(partner) + (partner < passed ? alignment.PlacedBefore(partner) : rank);
                var to = rank + waiting.Before(passed) - (partner < passed ? 1 : 0);
                if (from != to) WriteMove(alignment.Head + from, alignment.Head + to);
            }
            waiting.Add(partner, -1);
            rank++;
        }
    }

    /// <summary>From the last to the first, each before the place of the kept item that follows it.</summary>
    private void WriteInserts(ArrayAlignment alignment, int ceiling)
    {
        var length = _path.Length;
        var kept = alignment.KeptCount;
        for (var j = alignment.NewCount - 1; j >= 0 && _target.Length <= ceiling; j--)
        {
            if (alignment.PartnerOf(j) >= 0)
            {
                kept--;
                continue;
            }
            _path.Push(alignment.Head + kept);
            WriteAdd(alignment.NewNode(j));
            _path.PopTo(length);
        }
    }
}
