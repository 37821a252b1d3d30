using System.Diagnostics.CodeAnalysis;

namespace Dendrite.Diff;

/// <summary>
/// The members of an object under a patch: found by name, written in the order in which they came. What is removed leaves
/// an empty place, so no operation costs more in a large object than in a small one.
/// </summary>
internal sealed class MemberMap
{
    private readonly List<KeyValuePair<string, PatchNode?>> _members = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    public int Count => _places.Count;

    /// <summary>The members in order.</summary>
    public IEnumerable<KeyValuePair<string, PatchNode>> InOrder => _members.Where(m => m.Value is not null)!;

    public bool TryGet(string name, [NotNullWhen(true)] out PatchNode? member)
    {
        member = _places.TryGetValue(name, out var place) ? _members[place].Value : null;
        return member is not null;
    }

    /// <summary>Gives a member its value; a new one comes last.</summary>
    public void Set(string name, PatchNode member)
    {
        if (_places.TryGetValue(name, out var place))
        {
            _members[place] = new(name, member);
            return;
        }
        _places.Add(name, _members.Count);
        _members.Add(new(name, member));
    }

    public void Remove(string name)
    {
        if (_places.Remove(name, out var place)) _members[place] = default;
    }

    public MemberMap Copy()
    {
        var copy = new MemberMap();
        foreach (var (name, member) in InOrder) copy.Set(name, member);
        return copy;
    }
}
