namespace Dendrite.Diff;

/// <summary>
/// The ignored pointers as a tree, walked along with the documents. A name that a pattern spells out has a branch of its
/// own, into which the branches of <c>*</c> are merged, so that one step always has one answer.
/// </summary>
internal sealed class IgnoreTree
{
    private readonly List<(byte[] Token, IgnoreTree Branch)> _named = [];

    private IgnoreTree(IReadOnlyList<ArraySegment<string>> patterns)
    {
        IsIgnored = patterns.Any(p => p.Count == 0);
        if (IsIgnored) return;
        Any = Below(patterns.Where(p => p[0] == "*"));
        foreach (var token in patterns.Select(p => p[0]).Where(t => t != "*").Distinct())
            _named.Add((SurrogateHalf.Encode(token), Below(patterns.Where(p => p[0] == token || p[0] == "*"))!));
    }

    /// <summary>True where nothing in this value counts.</summary>
    public bool IsIgnored { get; }

    /// <summary>The branch of members and items that no pattern spells out.</summary>
    public IgnoreTree? Any { get; }

    /// <summary>The tree of some pointers; null where there are none.</summary>
    /// <exception cref="ArgumentException">One is not a JSON pointer.</exception>
    public static IgnoreTree? Build(IEnumerable<string> pointers) => Below(pointers.Select(p => JsonPointer.ParseArgument(p).Prepend("").ToArray()).Select(t => new ArraySegment<string>(t)));

    /// <summary>The branch of a member, by its name as written.</summary>
    public IgnoreTree? Member(ReadOnlySpan<byte> name)
    {
        foreach (var (token, branch) in _named)
        {
            if (StringText.EqualsUnescaped(name, token)) return branch;
        }
        return Any;
    }

    /// <summary>The branch of an item.</summary>
    public IgnoreTree? Item(int index)
    {
        if (_named.Count == 0) return Any;
        Span<byte> digits = stackalloc byte[11];
        index.TryFormat(digits, out var length);
        return Member(digits[..length]);
    }

    private static IgnoreTree? Below(IEnumerable<ArraySegment<string>> patterns)
    {
        ArraySegment<string>[] rest = [.. patterns.Select(p => p[1..])];
        return rest.Length == 0 ? null : new IgnoreTree(rest);
    }
}
