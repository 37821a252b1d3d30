namespace Dendrite.Resources;

/// <summary>What the API says of how often it may be asked, and whether it was asked too often.</summary>
internal static class LimitChecks
{
    public static IEnumerable<Finding> Of(Chart chart)
    {
        var readings = chart.Answers.Select(answer => (Answer: answer, Reading: RateLimitReading.Of(answer.Fields, answer.Received))).ToArray();
        if (readings.LastOrDefault(one => one.Reading is not null) is { Reading: { } last } told)
        {
            var limit = last.Limit is { } most ? $"{Wording.Count(most, "request")}{(last.Window is { } window ? $" in {Wording.Time(window)}" : "")}, " : "";
            yield return FindingKinds.RateLimit.Found($"{limit}{last.Remaining} left for {Wording.Time(last.Reset)}; told by {LimitDialect.Of(told.Answer.Fields)}.");
        }
        else if (chart.Answers.Select(answer => LimitDialect.FieldsOf(answer.Fields)).FirstOrDefault(names => names.Count > 0) is { } names)
            yield return FindingKinds.RateLimitUnread.Found($"Of {string.Join(", ", names)} it can't be told how many requests are left for how long.");
        if (OthersUse(readings) is { } others) yield return FindingKinds.RateLimitShared.Found(others);

        Observation[] thrown = [.. chart.Answers.Where(IsThrottle)];
        if (thrown.Length > 0) yield return FindingKinds.Throttled.Found($"{thrown.Length} of {Wording.Count(chart.Answers.Count, "answer")}: {Wording.Statuses(thrown)}.");
        Observation[] silent = [.. thrown.Where(answer => WaitOf(answer) is null && RateLimitReading.Of(answer.Fields, answer.Received) is not { Remaining: 0 })];
        if (silent.Length > 0) yield return FindingKinds.ThrottleWithoutWait.Found($"{silent.Length} of {Wording.Count(thrown.Length, "throttle")}, without a Retry-After that can be read.");
        if (chart.Answers.Select(UnusableOf).OfType<string>().FirstOrDefault() is { } unusable) yield return FindingKinds.RetryAfterUnusable.Found($"Retry-After is {Wording.Quote(unusable)}.");
        if (chart.Answers.Select(PollIntervalOf).OfType<TimeSpan>().Select(interval => (TimeSpan?)interval).Max() is { } asked)
            yield return FindingKinds.PollInterval.Found($"It asks for {Wording.Time(asked)} between polls.");
    }

    /// <summary>Whether an answer is a throttle.</summary>
    public static bool IsThrottle(Observation answer) =>
        HttpAnswerReader.IsThrottle(answer.Status, RateLimitReading.Of(answer.Fields, answer.Received), WaitOf(answer) ?? TimeSpan.Zero);

    /// <summary>How long an answer asks to wait by <c>Retry-After</c>; null where it does not.</summary>
    public static TimeSpan? WaitOf(Observation answer) => RetryAfter.Of(answer.Fields.All("Retry-After"), answer.Fields.SentAt(answer.Received));

    /// <summary>What <c>X-Poll-Interval</c> asks for; null where it does not.</summary>
    public static TimeSpan? PollIntervalOf(Observation answer) =>
        CacheControl.DeltaSeconds(answer.Fields.First("X-Poll-Interval")?.Trim()) is { Ticks: > 0 } interval ? interval : null;

    private static string? UnusableOf(Observation answer) =>
        answer.Fields.First("Retry-After")?.Trim() is { } text && text is not ("0" or "0.0") && WaitOf(answer) is null ? text : null;

    /// <summary>Within one window more went than was asked for here, with one to spare for what was under way.</summary>
    private static string? OthersUse((Observation Answer, RateLimitReading? Reading)[] readings)
    {
        var (start, at) = (-1, -1);
        for (var i = 0; i < readings.Length; i++)
        {
            if (readings[i].Reading is not { } reading) continue;
            // More than before is a new window.
            if (at < 0 || reading.Remaining > readings[at].Reading!.Remaining) start = i;
            at = i;
            var gone = readings[start].Reading!.Remaining - reading.Remaining;
            if (gone > 2 * (i - start) + 1) return $"{Wording.Count(gone, "request")} of the limit went while {i - start} were sent from here.";
        }
        return null;
    }
}
