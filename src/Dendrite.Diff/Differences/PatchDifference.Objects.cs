namespace Dendrite.Diff;

internal sealed partial class PatchDifference
{
    /// <summary>Members in the same order are paired as they come; from the first that is not, they are looked up by name.</summary>
    private void CompareObjects(int a, int b, int ceiling)
    {
        var endA = old.Next(a);
        var endB = next.Next(b);
        for (a++, b++; a < endA && b < endB && StringText.Equals(old.Name(a), next.Name(b)); a = old.Next(a), b = next.Next(b))
        {
            CompareMember(a, b, ceiling);
            if (_target.Length > ceiling) return;
        }
        if (a < endA || b < endB) CompareUnordered(a, endA, b, endB, ceiling);
    }

    private void CompareUnordered(int firstA, int endA, int firstB, int endB, int ceiling)
    {
        using var before = new MemberTable(old, firstA, endA);
        using var after = new MemberTable(next, firstB, endB);
        for (var a = firstA; a < endA && _target.Length <= ceiling; a = old.Next(a))
        {
            if (after.Find(old.Name(a)) >= 0) continue;
            var length = _path.Length;
            _path.Push(old.Name(a));
            WriteRemove();
            _path.PopTo(length);
        }
        for (var b = firstB; b < endB && _target.Length <= ceiling; b = next.Next(b))
        {
            var a = before.Find(next.Name(b));
            if (a >= 0)
            {
                CompareMember(a, b, ceiling);
                continue;
            }
            var length = _path.Length;
            _path.Push(next.Name(b));
            WriteAdd(b);
            _path.PopTo(length);
        }
    }

    private void CompareMember(int a, int b, int ceiling)
    {
        if (AreEqual(a, b)) return;
        var length = _path.Length;
        _path.Push(next.Name(b));
        Compare(a, b, ceiling);
        _path.PopTo(length);
    }
}
