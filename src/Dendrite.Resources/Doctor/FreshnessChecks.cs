namespace Dendrite.Resources;

/// <summary>Whether what the API says of its answers' freshness agrees with itself and with what was seen.</summary>
internal static class FreshnessChecks
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);
    private static readonly string[] Counted = ["max-age", "s-maxage", "stale-while-revalidate", "stale-if-error"];

    /// <summary>In fewer documents nothing is called unchanging.</summary>
    private const int LeastUnchanging = 4;

    public static IEnumerable<Finding> Of(Chart chart)
    {
        var documents = chart.Documents;
        if (documents.Count >= LeastUnchanging && !chart.RealSteps.Any() && documents.All(document => ControlOf(document.Answer).Has("no-store")))
            yield return FindingKinds.NoStoreUnchanging.Found($"no-store stands in all answers, and {Wording.Count(documents.Count, "document")} in {Wording.Time(chart.Span)} were the same.");
        if (TooLongOf(chart) is { } late)
            yield return FindingKinds.FreshnessTooLong.Found($"It was said to be fresh for {Wording.Time(late.Fresh)}, and changed within {Wording.Time(late.Changed)}.");

        var told = chart.Answers.Where(answer => answer.Status is 200 or 304).ToArray();
        if (told.Select(ContradictionOfExpires).OfType<string>().FirstOrDefault() is { } expires) yield return FindingKinds.ExpiresContradicts.Found(expires);
        if (told.Select(InvalidExpires).OfType<string>().FirstOrDefault() is { } invalid) yield return FindingKinds.InvalidExpires.Found($"Expires is {Wording.Quote(invalid)}.");
        if (told.Select(ContradictionOfControl).OfType<string>().FirstOrDefault() is { } control) yield return FindingKinds.CacheControlContradicts.Found(control);
        if (told.Select(StaleBy).OfType<TimeSpan>().Select(by => (TimeSpan?)by).Max() is { } by) yield return FindingKinds.StaleFromCache.Found($"Its Age is {Wording.Time(by)} more than its freshness.");
        if (told.Count(answer => answer.Fields.List("Vary").Contains('*', StringComparison.Ordinal)) is var star and > 0) yield return FindingKinds.VaryStar.Found($"{star} of {Wording.Count(told.Length, "answer")}.");
    }

    /// <summary>How long an answer is fresh by its own words, not capped.</summary>
    public static TimeSpan AskedBy(Observation answer) => Freshness.Of(answer.Fields, answer.Received, PollSchedule.LongestWait, PollSchedule.LongestWait).Asked;

    /// <summary>The change that came the soonest within what was said to be fresh: seen itself, or by the date of the document after it.</summary>
    private static (TimeSpan Fresh, TimeSpan Changed)? TooLongOf(Chart chart)
    {
        (TimeSpan Fresh, TimeSpan Changed)? soonest = null;
        foreach (var (before, after) in chart.RealSteps)
        {
            var fresh = AskedBy(before.Answer);
            var seen = after.Answer.At - before.Answer.Received;
            var changed = after.Modified - before.SentAt is { Ticks: > 0 } dated && dated < seen ? dated : seen;
            // Dates count seconds.
            if (fresh - changed > (changed == seen ? TimeSpan.Zero : TimeSpan.FromSeconds(1)) && !(changed >= soonest?.Changed)) soonest = (fresh, changed);
        }
        return soonest;
    }

    private static string? ContradictionOfExpires(Observation answer)
    {
        if (answer.Fields.First("Expires")?.Trim() is not { } text) return null;
        var (control, sent) = (ControlOf(answer), answer.Fields.SentAt(answer.Received));
        var expires = HttpDate.Parse(text, answer.Received) is { } date && date > sent ? date - sent : TimeSpan.Zero;
        if ((control.Has("no-store") || control.HasUnqualified("no-cache")) && expires > Slack) return $"Expires is {Wording.Time(expires)} ahead, and Cache-Control says {(control.Has("no-store") ? "no-store" : "no-cache")}.";
        if ((control.Seconds("max-age") ?? control.Seconds("s-maxage")) is not { } age || control.Has("no-store")) return null;
        return (expires - age).Duration() > Max(Slack, age / 10) ? $"Expires is {(expires == TimeSpan.Zero ? "past" : $"{Wording.Time(expires)} ahead")}, and Cache-Control says {Wording.Time(age)}." : null;
    }

    private static string? InvalidExpires(Observation answer) =>
        answer.Fields.First("Expires")?.Trim() is { } text && text is not ("0" or "-1") && HttpDate.Parse(text, answer.Received) is null && answer.Fields.All("Cache-Control").Count == 0 ? text : null;

    private static string? ContradictionOfControl(Observation answer)
    {
        var control = ControlOf(answer);
        var most = Max(control.Seconds("max-age") ?? TimeSpan.Zero, control.Seconds("s-maxage") ?? TimeSpan.Zero);
        if (control.Has("no-store") && most > TimeSpan.Zero) return $"Cache-Control says no-store and {Wording.Time(most)} of freshness.";
        if (control.Has("no-store") && control.Has("public")) return "Cache-Control says no-store and public.";
        if (control.HasUnqualified("private") && control.Has("public")) return "Cache-Control says private and public.";
        if (control.Has("immutable") && (control.HasUnqualified("no-cache") || control.Has("no-store"))) return "Cache-Control says immutable and that it must be checked.";
        foreach (var directive in answer.Fields.List("Cache-Control").Split(',', StringSplitOptions.TrimEntries))
        {
            if (directive.Split('=', 2) is not [var name, ..] || !Counted.Contains(name.Trim(), StringComparer.OrdinalIgnoreCase)) continue;
            var value = directive.Contains('=', StringComparison.Ordinal) ? directive.Split('=', 2)[1].Trim().Trim('"') : "";
            if (CacheControl.DeltaSeconds(value) is null) return $"Cache-Control has {Wording.Quote(directive)}, whose value is no number of seconds.";
            if (control.Seconds(name.Trim()) < CacheControl.DeltaSeconds(value)) return $"Cache-Control has {name.Trim()} twice, with several values.";
        }
        return null;
    }

    private static TimeSpan? StaleBy(Observation answer)
    {
        var control = ControlOf(answer);
        if (CacheControl.DeltaSeconds(answer.Fields.First("Age")?.Trim()) is not { } age || (control.Seconds("s-maxage") ?? control.Seconds("max-age")) is not { Ticks: > 0 } fresh) return null;
        return age - fresh > Slack + (control.Seconds("stale-while-revalidate") ?? TimeSpan.Zero) ? age - fresh : null;
    }

    private static CacheControl ControlOf(Observation answer) => CacheControl.Parse(answer.Fields.List("Cache-Control"));

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
