namespace Dendrite.Resources;

/// <summary>
/// Whether a document stays below the ages that its listeners wish. An age is not met when the document is older, and already when it is known that it
/// will be: the next poll is due later than that.
/// </summary>
internal sealed class AgeWatch
{
    private readonly SortedSet<TimeSpan> _unmet = [];
    private IReadOnlyCollection<TimeSpan> _wishes = [];

    /// <summary>The shortest age that is wished; null where none is.</summary>
    public TimeSpan? Shortest { get; private set; }

    /// <summary>From now on these are wished.</summary>
    public void Wish(IReadOnlyCollection<TimeSpan> ages)
    {
        _wishes = ages;
        Shortest = ages.Count == 0 ? null : ages.Min();
        _unmet.RemoveWhere(age => !ages.Contains(age));
    }

    /// <summary>Listeners have been told something else that says more, or that all is well: what was told of ages counts no more.</summary>
    public void Forget() => _unmet.Clear();

    /// <summary>Whether an age is met.</summary>
    /// <param name="age">The age.</param>
    /// <param name="confirmedAt">When the document was last confirmed.</param>
    /// <param name="due">When the next poll is due.</param>
    /// <param name="now">The time.</param>
    public static bool IsMet(TimeSpan age, DateTimeOffset confirmedAt, DateTimeOffset due, DateTimeOffset now) => (due > now ? due : now) - confirmedAt <= age;

    /// <summary>The ages of which it has changed whether they are met, with whether they are now; each is told once.</summary>
    public IReadOnlyList<(TimeSpan Age, bool IsMet)> Judge(DateTimeOffset confirmedAt, DateTimeOffset due, DateTimeOffset now)
    {
        List<(TimeSpan, bool)>? turned = null;
        foreach (var age in _wishes)
        {
            var isMet = IsMet(age, confirmedAt, due, now);
            if (isMet ? _unmet.Remove(age) : _unmet.Add(age)) (turned ??= []).Add((age, isMet));
        }
        return turned ?? [];
    }

    /// <summary>When an age that is met now will be met no more, unless the document is confirmed before; null where all that are wished are told already.</summary>
    public DateTimeOffset? NextLook(DateTimeOffset confirmedAt)
    {
        DateTimeOffset? next = null;
        foreach (var age in _wishes)
            if (!_unmet.Contains(age) && (next is null || confirmedAt + age < next)) next = confirmedAt + age;
        // At that very time it is still met.
        return next + TimeSpan.FromMilliseconds(1);
    }
}
