namespace Dendrite.Resources;

/// <summary>How often a document changes, learned from its changes and kept with it.</summary>
/// <param name="ChangedAt">When it last changed, as far as was seen.</param>
/// <param name="Every">The time between two changes, a moving average of which the last counts a quarter; null before the second change.</param>
public sealed record ChangePace(DateTimeOffset ChangedAt, TimeSpan? Every)
{
    private const double Weight = 0.25;

    /// <summary>With one more change.</summary>
    public ChangePace Changed(DateTimeOffset now)
    {
        var last = now > ChangedAt ? now - ChangedAt : TimeSpan.Zero;
        return new ChangePace(now, Every is { } every ? every * (1 - Weight) + last * Weight : last);
    }

    /// <summary>How often it pays to ask: twice between two changes; and the longer it has been quiet, the less.</summary>
    public TimeSpan Interval(DateTimeOffset now)
    {
        var quiet = now > ChangedAt ? now - ChangedAt : TimeSpan.Zero;
        return (Every is { } every && every > quiet ? every : quiet) / 2;
    }
}
