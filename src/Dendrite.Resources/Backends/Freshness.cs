namespace Dendrite.Resources;

/// <summary>What an answer says of when to ask again and of what may be done meanwhile: RFC 9111, section 4.2; RFC 5861; Retry-After; X-Poll-Interval.</summary>
/// <param name="For">How long not to ask again, within the caps; zero where the answer does not say, or says that it must be checked each time.</param>
/// <param name="Wait">What <c>Retry-After</c> alone asks to wait, within its cap; zero where it does not.</param>
/// <param name="Asked">The freshness before it was capped.</param>
/// <param name="Reuse">What may be done with the document.</param>
internal readonly record struct Freshness(TimeSpan For, TimeSpan Wait, TimeSpan Asked, ReusePolicy Reuse)
{
    /// <summary>Reads an answer.</summary>
    /// <param name="fields">Its fields.</param>
    /// <param name="received">When it came; it is its date where it has none.</param>
    /// <param name="maxFreshness">The longest freshness that is obeyed.</param>
    /// <param name="maxRetryAfter">The longest explicit wish (Retry-After, X-Poll-Interval) that is obeyed.</param>
    public static Freshness Of(ResponseFields fields, DateTimeOffset received, TimeSpan maxFreshness, TimeSpan maxRetryAfter)
    {
        var sent = fields.SentAt(received);
        var control = CacheControl.Parse(fields.List("Cache-Control"));
        var asked = Lifetime(fields, control, sent) - (CacheControl.DeltaSeconds(fields.First("Age")?.Trim()) ?? TimeSpan.Zero);
        var mustCheck = control.HasUnqualified("no-cache");
        // Vary: * can be matched by no request (section 4.1).
        if (asked < TimeSpan.Zero || mustCheck || control.Has("no-store") || fields.List("Vary").Contains('*', StringComparison.Ordinal)) asked = TimeSpan.Zero;
        var wait = RetryAfter.Of(fields.All("Retry-After"), sent) ?? TimeSpan.Zero;
        var wish = wait;
        if (CacheControl.DeltaSeconds(fields.First("X-Poll-Interval")?.Trim()) is { } interval && interval > wish) wish = interval;
        return new Freshness(Max(Min(asked, maxFreshness), Min(wish, maxRetryAfter)), Min(wait, maxRetryAfter), asked, new ReusePolicy
        {
            NoStore = control.Has("no-store"),
            MustRevalidate = mustCheck || control.Has("must-revalidate") || control.Has("proxy-revalidate") || control.Has("s-maxage"),
            WhileRevalidating = control.Seconds("stale-while-revalidate") ?? TimeSpan.Zero,
            IfError = control.Seconds("stale-if-error"),
        });
    }

    /// <summary>Section 4.2.1: <c>s-maxage</c>, for many share what is polled; else <c>max-age</c>; else <c>Expires</c> less <c>Date</c>; no heuristics.</summary>
    private static TimeSpan Lifetime(ResponseFields fields, CacheControl control, DateTimeOffset sent) =>
        control.Seconds("s-maxage") ?? control.Seconds("max-age") ?? (fields.All("Expires") switch
        {
            // Whatever is no date, 0 above all, is in the past (section 5.3).
            [var expires] when HttpDate.Parse(expires, sent) is { } date => date - sent,
            _ => TimeSpan.Zero,
        });

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
