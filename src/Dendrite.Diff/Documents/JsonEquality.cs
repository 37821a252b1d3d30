namespace Dendrite.Diff;

/// <summary>Whether two values mean the same: white space, escapes and the order of members do not count.</summary>
internal static class JsonEquality
{
    public static bool AreEqual(JsonIndex one, int a, JsonIndex other, int b, NumberComparison numbers)
    {
        var x = one.Text(a);
        var y = other.Text(b);
        if (x.SequenceEqual(y)) return true;
        return (x[0], y[0]) switch
        {
            ((byte)'{', (byte)'{') => AreEqualObjects(one, a, other, b, numbers),
            ((byte)'[', (byte)'[') => AreEqualArrays(one, a, other, b, numbers),
            ((byte)'"', (byte)'"') => StringText.Equals(x[1..^1], y[1..^1]),
            _ => numbers == NumberComparison.ByValue && IsNumber(x[0]) && IsNumber(y[0]) && NumberText.ValueEquals(x, y),
        };
    }

    public static bool IsNumber(byte kind) => kind == '-' || (uint)(kind - '0') <= 9;

    private static bool AreEqualArrays(JsonIndex one, int a, JsonIndex other, int b, NumberComparison numbers)
    {
        var endA = one.Next(a);
        var endB = other.Next(b);
        for (a++, b++; a < endA && b < endB; a = one.Next(a), b = other.Next(b))
        {
            if (!AreEqual(one, a, other, b, numbers)) return false;
        }
        return a == endA && b == endB;
    }

    private static bool AreEqualObjects(JsonIndex one, int a, JsonIndex other, int b, NumberComparison numbers)
    {
        var endA = one.Next(a);
        var endB = other.Next(b);
        if (endA - a != endB - b) return false;
        for (a++, b++; a < endA && b < endB; a = one.Next(a), b = other.Next(b))
        {
            if (!StringText.Equals(one.Name(a), other.Name(b)))
            {
                using var rest = new MemberTable(other, b, endB);
                var found = 0;
                for (; a < endA; a = one.Next(a), found++)
                {
                    var same = rest.Find(one.Name(a));
                    if (same < 0 || !AreEqual(one, a, other, same, numbers)) return false;
                }
                return found == rest.Count;
            }
            if (!AreEqual(one, a, other, b, numbers)) return false;
        }
        return a == endA && b == endB;
    }
}
