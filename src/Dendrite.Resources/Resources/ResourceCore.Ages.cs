using System.Globalization;
using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>How old the document may be for those who say so.</summary>
public sealed partial class ResourceCore
{
    private readonly AgeWatch _ages = new();

    /// <summary>The shortest age that a listener wishes the document to stay below; null for none.</summary>
    public TimeSpan? WishedAge => _ages.Shortest;

    /// <summary>When to look at the document's age again, whatever the polls bring; null where nobody wishes one, or all know already.</summary>
    public DateTimeOffset? NextLookAtAge => ConfirmedAt is { } confirmedAt && Staleness is null ? _ages.NextLook(confirmedAt) : null;

    /// <summary>From now on listeners wish these ages, each once.</summary>
    public void Wish(IReadOnlyCollection<TimeSpan> ages, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(ages);
        _ages.Wish(ages);
        Schedule.Wish(_ages.Shortest, ConfirmedAt, now);
    }

    /// <summary>
    /// What those who wish an age are to be told of it, with the age in the staleness: it is not met, or it is met again. While all are told that
    /// the document is stale, nobody is told that it is old.
    /// </summary>
    public IReadOnlyList<ResourceChanged> LookAtAge(DateTimeOffset now)
    {
        if (_ages.Shortest is null || _document is null || ConfirmedAt is not { } confirmedAt) return [];
        if (Staleness is null)
            return [.. _ages.Judge(confirmedAt, Due, now).Select(turn => new ResourceChanged(turn.IsMet ? ChangeKind.Fresh : ChangeKind.Stale, Position, _document.Hash.ToString(), [], TooOld(turn.Age)))];
        _ages.Forget();
        return [];
    }

    /// <summary>Why the document is older than an age, or will be before the next poll; null where it is not, and where something else is wrong with it.</summary>
    /// <param name="age">The age.</param>
    /// <param name="now">The time.</param>
    /// <param name="isNow">Whether only its present age counts, for one who does not listen.</param>
    public Staleness? TooOldFor(TimeSpan age, DateTimeOffset now, bool isNow = false) =>
        _document is not null && Trouble is null && ConfirmedAt is { } confirmedAt && !AgeWatch.IsMet(age, confirmedAt, isNow ? now : Due, now) ? TooOld(age) : null;

    private Staleness TooOld(TimeSpan age)
    {
        var why = _untold is { } untold ? untold.Reason
            : Schedule.ThrottledUntil is not null ? "the backend's limit of requests allows none sooner."
            : Schedule.IsBusy ? "too many requests to the backend are under way or wait."
            : FreshFor > age ? string.Create(CultureInfo.InvariantCulture, $"the backend asks not to be asked again for {FreshFor.TotalSeconds:0.###} s.")
            : _backend.MinInterval >= age ? string.Create(CultureInfo.InvariantCulture, $"the backend's MinInterval is {_backend.MinInterval.TotalSeconds:0.###} s.")
            : "the backend's answer takes long.";
        return new Staleness(DendriteErrorCode.TooOld, string.Create(CultureInfo.InvariantCulture, $"The document is not kept younger than {age.TotalSeconds:0.###} s: {why}"), null, ConfirmedAt!.Value, Math.Max(1, Schedule.Failures), Schedule.Due) { MaxAge = age };
    }
}
