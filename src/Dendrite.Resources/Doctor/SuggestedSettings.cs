namespace Dendrite.Resources;

/// <summary>The settings that suit a backend, by what was seen of it.</summary>
internal static class SuggestedSettings
{
    /// <summary>What lasts so long without a change is asked for less often.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan LongestMinimum = TimeSpan.FromMinutes(5);

    /// <summary>The backend with what was found taken into account; where nothing says otherwise, as it was.</summary>
    public static BackendDefinition For(BackendDefinition backend, Chart chart, IReadOnlyList<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(chart);
        var kinds = findings.Select(finding => finding.Kind).ToHashSet(StringComparer.Ordinal);
        bool Has(FindingKind kind) => kinds.Contains(kind.Name);

        var shortest = Shortest(backend, chart);
        var suited = backend with
        {
            MinInterval = shortest,
            MaxInterval = Longest(backend, chart, shortest),
            Ignore = [.. chart.Volatile],
            LimitShare = Has(FindingKinds.RateLimitShared) ? 0.5 : Has(FindingKinds.RateLimit) ? 0.8 : backend.LimitShare,
            ConfirmShrink = Has(FindingKinds.ShrinkingList) ? 0.5 : backend.ConfirmShrink,
            Monotonic = BackwardsMember.Of(chart)?.Pointer ?? backend.Monotonic,
            KeepNoStore = Has(FindingKinds.NoStoreUnchanging),
            Lenient = Has(FindingKinds.NonFiniteNumber) ? backend.Lenient with { NonFiniteNumbers = true } : backend.Lenient,
        };
        if (Has(FindingKinds.LyingValidator)) suited = suited with { VerifyAfterPolls = 5, VerifyAfter = TimeSpan.FromMinutes(1) };
        if (Has(FindingKinds.FreshnessTooLong)) suited = suited with { MaxFreshness = Rounded(chart.Pace ?? TimeSpan.Zero) };
        if (Has(FindingKinds.TooLarge)) suited = suited with { SizeLimit = 5 * HttpProbe.SizeLimit };
        if (Has(FindingKinds.SlowAnswers) || Has(FindingKinds.NoAnswer)) suited = suited with { TimeLimit = TimeSpan.FromSeconds(30) };
        if (Has(FindingKinds.RedirectElsewhere)) suited = suited with { Redirects = RedirectPolicy.Any };
        if (Has(FindingKinds.OtherMediaType) && TextChecks.OtherTypeOf(chart) is { Length: > 0 } type && HeaderRules.FaultOfMediaType(type) is null) suited = suited with { ContentTypes = [.. backend.ContentTypes, type] };
        if (Has(FindingKinds.ListIdentity) && ListChecks.IdentityOf(chart)?.Key is { } key) suited = suited with { Keys = [key, .. backend.Keys] };
        return suited;
    }

    /// <summary>Twice as often as it changes, no oftener than it asks for, and ten times the time of an answer.</summary>
    private static TimeSpan Shortest(BackendDefinition backend, Chart chart)
    {
        var shortest = chart.Pace is { } pace ? Rounded(pace / 2) : chart.Span >= Quiet ? TimeSpan.FromSeconds(5) : backend.MinInterval;
        var times = chart.Answers.Select(answer => answer.Took).Order().ToArray();
        if (times.Length > 0) shortest = Max(shortest, Rounded(times[times.Length / 2] * 10));
        foreach (var interval in chart.Answers.Select(LimitChecks.PollIntervalOf).OfType<TimeSpan>()) shortest = Max(shortest, interval);
        return Min(Max(shortest, backend.MinInterval), LongestMinimum);
    }

    private static TimeSpan Longest(BackendDefinition backend, Chart chart, TimeSpan shortest) =>
        Max(shortest, chart.Pace is null && chart.Span >= Quiet ? TimeSpan.FromMinutes(1) : backend.MaxInterval);

    private static TimeSpan Rounded(TimeSpan time) => TimeSpan.FromSeconds(Math.Max(1, Math.Round(time.TotalSeconds)));

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
