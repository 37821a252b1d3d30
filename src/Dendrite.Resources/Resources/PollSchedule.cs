using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>
/// When a resource is polled next: faster while it changes, slower while it is quiet, with back-off while polls fail, never
/// sooner than the backend asks. It holds numbers only: no timer, no clock.
/// </summary>
/// <remarks>
/// A change halves the interval, a quiet poll lengthens it by half, both within the backend's bounds. Failures wait the
/// minimum interval, doubled with each failure in a row up to the larger of one minute and the maximum interval; half of
/// that wait is random, so that resources that failed together do not come back together. Intervals between good polls
/// vary by a tenth. A poll that waited for its turn longer than the interval lengthens it, changed or not: the backend is used in full. What the backend asks for (max-age, Retry-After) is obeyed up to <see cref="LongestWait"/>.
/// Who wishes the document to be no older than a time sets the longest interval so that it is not, as far as the backend's minimum and its own wishes allow; and after an
/// answer nobody asks again for as long as it took, so that a backend that is slow is not always busy with one document.
/// What is gone is asked for after the maximum interval, then twice as long each time, up to the backend's <see cref="BackendDefinition.GoneInterval"/>.
/// While the backend tells of changes itself, good polls are no less than <see cref="PokeDefinition.SafetyInterval"/> apart.
/// </remarks>
public sealed class PollSchedule(BackendDefinition backend, Random random)
{
    /// <summary>The longest wait that a backend's own wish is obeyed for.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(1);

    /// <summary>A backend tells of one change by several events at a time, and one poll is enough for them.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest time that two polls for what the backend tells are apart; a shorter minimum interval is enough.</summary>
    private static readonly TimeSpan ToldApart = TimeSpan.FromSeconds(1);

    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;
    private DateTimeOffset _askedUntil = DateTimeOffset.MinValue;
    private DateTimeOffset _answeredAt = DateTimeOffset.MinValue;
    private int _refused;
    private int _gone;
    private TimeSpan? _maxAge;
    private TimeSpan _took;

    /// <summary>The interval between polls while they succeed.</summary>
    public TimeSpan Interval { get; private set; } = backend.MinInterval;

    /// <summary>How many polls in a row have failed, or could not be sent.</summary>
    public int Failures { get; private set; }

    /// <summary>Whether polls wait longer for a place among the requests to the backend than their interval is, or found none.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>Since when the next poll has been waiting, where the last was turned away.</summary>
    public DateTimeOffset? WaitingSince { get; private set; }

    /// <summary>Until when the backend's limit of requests holds the next poll back; null where it does not.</summary>
    public DateTimeOffset? ThrottledUntil { get; private set; }

    /// <summary>When the backend last told of a change by itself; null where it never has.</summary>
    public DateTimeOffset? ToldAt { get; internal set; }

    /// <summary>When the next poll is due.</summary>
    public DateTimeOffset Due { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>Why the next poll is due when it is.</summary>
    public PollRule Rule { get; private set; }

    /// <summary>Whether the backend has asked, or back-off demands, that nobody asks yet.</summary>
    public bool MustWait(DateTimeOffset now) => now < _notBefore;

    /// <summary>How old the document may become; null for as old as the backend's longest interval makes it. Where it would become older before the next poll, that comes sooner.</summary>
    public void Wish(TimeSpan? maxAge, DateTimeOffset? confirmedAt, DateTimeOffset now)
    {
        _maxAge = maxAge;
        if (maxAge is null || Failures > 0 || _gone > 0) return;
        Interval = Min(Interval, Slowest);
        var latest = Max(now, (confirmedAt ?? now) + Slowest);
        if (latest < Due) (Due, Rule) = (Max(latest, _notBefore), latest < _notBefore ? PollRule.Freshness : PollRule.MaxAge);
    }

    /// <summary>How long the poll that ended took, from its turn to the outcome; to be said before what it brought.</summary>
    public void Took(TimeSpan took) => _took = took;

    /// <summary>Begins with an interval that was learned before, within the backend's bounds; the first poll is due as it was.</summary>
    public void Begin(TimeSpan interval) => Interval = Max(backend.MinInterval, Min(Slowest, interval));

    /// <summary>A poll brought a change.</summary>
    public void Changed(DateTimeOffset now, TimeSpan freshFor)
    {
        Interval = IsBusy ? Longer : Max(backend.MinInterval, Interval / 2);
        Succeeded(now, freshFor, PollRule.Changed);
    }

    /// <summary>A poll found nothing new.</summary>
    public void Unchanged(DateTimeOffset now, TimeSpan freshFor)
    {
        Interval = Longer;
        Succeeded(now, freshFor, PollRule.Quiet);
    }

    /// <summary>How long the poll that ended had waited for a place; to be said before what it brought.</summary>
    public void Waited(TimeSpan waited)
    {
        (WaitingSince, ThrottledUntil) = (null, null);
        IsBusy = waited > Interval;
    }

    /// <summary>A poll found no place. Nobody was asked, so it is no failure; it comes back later, to where it stood.</summary>
    public void TurnedAway(DateTimeOffset now, DateTimeOffset since)
    {
        IsBusy = true;
        Rule = PollRule.Busy;
        WaitingSince = since;
        Interval = Longer;
        Due = Max(now + Interval * (0.9 + 0.2 * random.NextDouble()), _notBefore);
    }

    /// <summary>The backend's limit of requests allows no poll now. It is no failure: the resource comes back when there is one for it, and less often.</summary>
    public void Throttled(DateTimeOffset now, TimeSpan? wait, DateTimeOffset? since)
    {
        Interval = Longer;
        WaitingSince = since;
        _notBefore = _askedUntil = now + Min(Max(wait ?? Interval, TimeSpan.Zero), LongestWait);
        // Those who were held back together do not come back together.
        Due = _notBefore + backend.MinInterval * random.NextDouble();
        ThrottledUntil = Due;
        Rule = PollRule.Throttled;
    }

    /// <summary>Somebody says that the failures so far mean nothing any more: back-off and a breaker's waiting time are over, what the backend has asked for is not.</summary>
    public void Forgive(DateTimeOffset now)
    {
        if (Failures == 0) return;
        Failures = _refused = 0;
        Due = _notBefore = Max(now, _askedUntil);
        Rule = _askedUntil > now ? PollRule.RetryAfter : PollRule.Poked;
    }

    /// <summary>A poll brought what has to come twice: it is asked again at once, unless the backend has asked to wait.</summary>
    public void Doubted(DateTimeOffset now, TimeSpan freshFor)
    {
        Failures = _refused = _gone = 0;
        _notBefore = now + Min(freshFor, LongestWait);
        Due = _notBefore;
        Rule = PollRule.Doubted;
    }

    /// <summary>A poll failed.</summary>
    public void Failed(DateTimeOffset now, TimeSpan? retryAfter)
    {
        Failures++;
        // As floating point it is bounded before it could leave the range of a TimeSpan.
        var longest = Max(LongestBackoff, backend.MaxInterval);
        var backoff = TimeSpan.FromTicks((long)Math.Min(longest.Ticks, backend.MinInterval.Ticks * Math.Pow(2, Failures - _refused - 1)));
        var wait = Max(backoff * (0.5 + 0.5 * random.NextDouble()), Min(retryAfter ?? TimeSpan.Zero, LongestWait));
        Due = _notBefore = now + wait;
        _askedUntil = now + Min(retryAfter ?? TimeSpan.Zero, LongestWait);
        Rule = _askedUntil == Due ? PollRule.RetryAfter : PollRule.Backoff;
    }

    /// <summary>A poll was answered that there is no such document. That is an answer, so nothing backs off; it is asked for less and less often, and a poke asks soon.</summary>
    public void Gone(DateTimeOffset now, TimeSpan? retryAfter)
    {
        Failures = _refused = 0;
        var slow = TimeSpan.FromTicks((long)Math.Min(backend.GoneInterval.Ticks, backend.MaxInterval.Ticks * Math.Pow(2, _gone++)));
        _answeredAt = now;
        _askedUntil = now + Min(retryAfter ?? TimeSpan.Zero, LongestWait);
        _notBefore = Max(_askedUntil, now + backend.MinInterval);
        Due = Max(now + slow * (0.9 + 0.2 * random.NextDouble()), _notBefore);
        Rule = Due == _askedUntil ? PollRule.RetryAfter : PollRule.Gone;
    }

    /// <summary>A poll was not sent, because calls to the backend are suspended. That costs nobody anything, so it does not add to the back-off.</summary>
    public void Refused(DateTimeOffset now, TimeSpan? retryAfter)
    {
        Failures++;
        _refused++;
        var wait = backend.MinInterval * (0.5 + 0.5 * random.NextDouble());
        if (retryAfter is { } until) wait = Max(wait, Min(until, LongestWait));
        Due = _notBefore = now + wait;
        Rule = PollRule.BreakerOpen;
    }

    /// <summary>Somebody knows of a change: polls fast again, and at once unless the backend has asked to wait.</summary>
    public void Poke(DateTimeOffset now)
    {
        Interval = backend.MinInterval;
        // Where it has to wait, the reason is the one before.
        if (!MustWait(now)) Rule = PollRule.Poked;
        Due = MustWait(now) ? _notBefore : now;
    }

    /// <summary>The backend itself says that there is something new: asks soon, once for all that it says at a time, and not before the backend wants. From now on it is asked less often.</summary>
    public void Told(DateTimeOffset now)
    {
        ToldAt = now;
        // What is gone may be back: the wait for that is our own.
        var soonest = Max(Max(now + Gathering, _answeredAt + Min(backend.MinInterval, ToldApart)), _gone > 0 && Failures == 0 ? _askedUntil : _notBefore);
        if (soonest < Due) (Due, Rule) = (soonest, PollRule.Poked);
    }

    /// <summary>The interval that counts: <see cref="Interval"/>, and no less than the safety interval while the backend is believed to tell of changes.</summary>
    public TimeSpan IntervalAt(DateTimeOffset now) => backend.Pokes is { } pokes && now - ToldAt < pokes.AliveFor ? Max(Interval, _maxAge is null ? pokes.SafetyInterval : Min(pokes.SafetyInterval, Slowest)) : Interval;

    internal CarriedSchedule Carry() => new(Interval, Failures, _refused, Due, _notBefore) { ToldAt = ToldAt };

    internal void TakeUp(CarriedSchedule carried)
    {
        // The other host may have gone by other bounds.
        Interval = Max(backend.MinInterval, Min(Slowest, carried.Interval));
        (Failures, _refused, Due, _notBefore) = (carried.Failures, carried.Refused, carried.Due, carried.NotBefore);
        ToldAt = carried.ToldAt;
    }

    private void Succeeded(DateTimeOffset now, TimeSpan freshFor, PollRule rule)
    {
        Failures = _refused = _gone = 0;
        var wait = IntervalAt(now) * (0.9 + 0.2 * random.NextDouble());
        _answeredAt = now;
        _notBefore = now + Min(freshFor, LongestWait);
        var rest = Min(_took, backend.MaxInterval);
        wait = Max(wait, backend.MinInterval);
        Due = Max(now + Max(wait, rest), _notBefore);
        Rule = _notBefore == Due ? PollRule.Freshness
            : rest > wait ? PollRule.SlowAnswer
            : IsBusy ? PollRule.Busy
            : _maxAge is not null && Interval == Slowest && Slowest < backend.MaxInterval ? PollRule.MaxAge
            : IntervalAt(now) > Interval ? PollRule.Safety
            : rule;
    }

    private TimeSpan Longer => Min(Slowest, Interval * 1.5);

    /// <summary>The longest interval: the backend's, or what keeps the document young enough, a tenth of jitter and the time of an answer included.</summary>
    private TimeSpan Slowest => _maxAge is { } age ? Max(backend.MinInterval, Min(backend.MaxInterval, (age - _took) * 0.85)) : backend.MaxInterval;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
