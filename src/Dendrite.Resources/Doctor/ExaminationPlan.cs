namespace Dendrite.Resources;

/// <summary>A request of an examination.</summary>
/// <param name="At">When to send it.</param>
/// <param name="Validators">The condition to send; null to ask for the whole document.</param>
internal sealed record PlannedRequest(DateTimeOffset At, Validators? Validators);

/// <summary>
/// Which request an examination sends next, and when: few of them, spread over its time, in pairs of which one is on condition and the other, soon after, is not.
/// Values in, values out.
/// </summary>
/// <remarks>
/// What the API asks for is obeyed: <c>Retry-After</c> and <c>X-Poll-Interval</c> to the letter, limits at half of what they leave. Freshness is obeyed up to a fifth of the time,
/// for whether it is true is to be found out: what is said to be fresh for longer is asked for five times more.
/// </remarks>
/// <param name="start">When it begins.</param>
/// <param name="length">How long it takes.</param>
internal sealed class ExaminationPlan(DateTimeOffset start, TimeSpan length)
{
    /// <summary>So many requests are sent at most.</summary>
    public const int MostRequests = 24;

    /// <summary>When so many bytes of different bodies have come, it is over.</summary>
    public const long MostBytes = 64_000_000;

    /// <summary>So many answers of one hopeless kind, and none else, and it is over.</summary>
    public const int Hopeless = 3;

    // Twenty slots in a minute; shorter examinations ask no faster than this.
    private const int Slots = 20;
    private static readonly TimeSpan ShortestSlot = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestSlot = TimeSpan.FromSeconds(15);

    /// <summary>The next request; null when it is over.</summary>
    public PlannedRequest? Next(IReadOnlyList<Observation> seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        if (seen.Count == 0) return new PlannedRequest(start, null);
        if (seen.Count >= MostRequests || IsHopeless(seen) || BytesOf(seen) >= MostBytes) return null;
        var last = seen[^1];
        var at = last.Received + Wait(seen);
        if (at < AllowedAt(seen)) at = AllowedAt(seen);
        if (at > start + length) return null;
        // Two whole documents first: they show whether a tag lasts. Then a pair begins with the one on condition.
        var isConditional = seen.Count >= 2 && seen.Count % 2 == 0;
        return new PlannedRequest(at, isConditional ? ValidatorsOf(seen) : null);
    }

    private TimeSpan Wait(IReadOnlyList<Observation> seen)
    {
        var last = seen[^1];
        var slot = Max(ShortestSlot, Min(length / Slots, LongestSlot));
        var gap = seen.Count % 2 == 1 ? slot / 2 : slot * 1.5;
        var failures = seen.Reverse().TakeWhile(IsFailure).Count();
        if (failures > 0) gap = Max(gap, Min(slot * Math.Pow(2, failures), length / 4));
        // Who answers slowly is not asked faster, and a large document is not asked for often.
        gap = Max(gap, last.Took * 4);
        return last.Status is 200 or 304 ? Max(gap, Min(FreshnessChecks.AskedBy(last), length / 5)) : gap;
    }

    /// <summary>When the API lets a request through, by what it has said.</summary>
    private static DateTimeOffset AllowedAt(IReadOnlyList<Observation> seen)
    {
        var last = seen[^1];
        var allowed = last.Received + Max(LimitChecks.WaitOf(last) ?? TimeSpan.Zero, LimitChecks.PollIntervalOf(last) ?? TimeSpan.Zero);
        foreach (var answer in seen.Reverse())
        {
            if (RateLimitReading.Of(answer.Fields, answer.Received) is not { } limit) continue;
            // The last one is somebody else's.
            var until = answer.Received + (limit.Remaining <= 1 ? limit.Reset : limit.Reset * 2 / limit.Remaining);
            return until > allowed ? until : allowed;
        }
        return allowed;
    }

    private static Validators? ValidatorsOf(IReadOnlyList<Observation> seen)
    {
        var known = seen.LastOrDefault(one => one is { Status: 200, Failure: null });
        return known is not null && EntityTag.Of(known.Fields, known.Received) is { IsUsable: true } validators ? validators : null;
    }

    private static bool IsFailure(Observation one) => one.Status is 0 or >= 400 || one.Failure is not null;

    /// <summary>Nothing but no answers, or refusals: more of them would say nothing more.</summary>
    private static bool IsHopeless(IReadOnlyList<Observation> seen) =>
        seen.Count >= Hopeless && seen.All(one => one.Status is 0 or (>= 300 and < 500 and not 304) && !LimitChecks.IsThrottle(one));

    private static long BytesOf(IReadOnlyList<Observation> seen) => seen.Select(one => one.Body).Distinct(ReferenceEqualityComparer.Instance).Cast<byte[]>().Sum(body => (long)body.Length);

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
