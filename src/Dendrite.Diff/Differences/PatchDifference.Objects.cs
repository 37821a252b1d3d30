namespace Dendrite.Diff;

internal sealed partial class PatchDifference
{
    /// <summary>
    /// Members in the same order are paired as they come; from the first that is not, they are looked up by name. Where a member differs whose
    /// name no path may have, it stops and says so by <see cref="_isHazardous"/>.
    /// </summary>
    private void CompareObjects(int a, int b, IgnoreTree? ignore, int ceiling)
    {
        var endA = _old.Next(a);
        var endB = _next.Next(b);
        for (a++, b++; a < endA && b < endB && StringText.Equals(_old.Name(a), _next.Name(b)); a = _old.Next(a), b = _next.Next(b))
        {
            CompareMember(a, b, ignore, ceiling);
            if (_isHazardous || _target.Length > ceiling) return;
        }
        if (a < endA || b < endB) CompareUnordered(a, endA, b, endB, ignore, ceiling);
    }

    private void CompareUnordered(int firstA, int endA, int firstB, int endB, IgnoreTree? ignore, int ceiling)
    {
        using var before = new MemberTable(_old, firstA, endA);
        using var after = new MemberTable(_next, firstB, endB);
        for (var a = firstA; a < endA && _target.Length <= ceiling; a = _old.Next(a))
        {
            if (after.Find(_old.Name(a)) >= 0 || ignore?.Member(_old.Name(a)) is { IsIgnored: true }) continue;
            if (_isHazardous = HazardousNames.Contains(_old.Name(a))) return;
            var length = _path.Length;
            _path.Push(_old.Name(a));
            WriteRemove(a);
            _path.PopTo(length);
        }
        for (var b = firstB; b < endB && _target.Length <= ceiling; b = _next.Next(b))
        {
            var a = before.Find(_next.Name(b));
            if (a >= 0)
            {
                CompareMember(a, b, ignore, ceiling);
                if (_isHazardous) return;
                continue;
            }
            if (ignore?.Member(_next.Name(b)) is { IsIgnored: true }) continue;
            if (_isHazardous = HazardousNames.Contains(_next.Name(b))) return;
            var length = _path.Length;
            _path.Push(_next.Name(b));
            WriteAdd(b);
            _path.PopTo(length);
        }
    }

    private void CompareMember(int a, int b, IgnoreTree? ignore, int ceiling)
    {
        if (AreSameBytes(a, b)) return;
        if (HazardousNames.Contains(_next.Name(b)))
        {
            _isHazardous = !pair.AreEqual(a, b, ignore?.Member(_next.Name(b)));
            return;
        }
        var length = _path.Length;
        _path.Push(_next.Name(b));
        Compare(a, b, ignore?.Member(_next.Name(b)), ceiling);
        _path.PopTo(length);
    }
}
