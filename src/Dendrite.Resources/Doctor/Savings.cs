namespace Dendrite.Resources;

/// <summary>What an hour costs the backend, with clients that each poll for themselves and with one that polls for all.</summary>
/// <param name="Listeners">How many clients there are.</param>
/// <param name="Interval">How often each of them would ask.</param>
/// <param name="RequestsBefore">The requests of an hour, each client asking for itself.</param>
/// <param name="RequestsAfter">The requests of an hour, polled once for all.</param>
/// <param name="BytesBefore">The bytes of bodies of an hour, each client asking for itself without validators.</param>
/// <param name="BytesAfter">The bytes of bodies of an hour, polled once for all.</param>
internal sealed record Savings(int Listeners, TimeSpan Interval, long RequestsBefore, long RequestsAfter, long BytesBefore, long BytesAfter)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Which share of the requests is spared, 0 to 1.</summary>
    public double Spared => RequestsBefore == 0 ? 0 : Math.Max(0, 1 - (double)RequestsAfter / RequestsBefore);

    /// <summary>Plays an hour by the schedule that would be gone by, with changes as often as they were seen. Null where no document was.</summary>
    public static Savings? Expect(Diagnosis diagnosis, int listeners, TimeSpan interval)
    {
        ArgumentNullException.ThrowIfNull(diagnosis);
        if (diagnosis.Chart.Documents is not [.., var document]) return null;
        var size = (long)diagnosis.Chart.Documents.Average(one => one.Answer.Transferred);
        var before = (long)(Hour / interval * listeners);
        var fresh = Freshness.Of(document.Answer.Fields, document.Answer.Received, diagnosis.Settings.MaxFreshness, diagnosis.Settings.MaxRetryAfter).For;
        var isSpared = diagnosis.Chart.Answers.Any(answer => answer.Status == 304);
        // Seeded, so that what is told is told again.
        var schedule = new PollSchedule(diagnosis.Settings, new Random(1));
        var (start, polls, whole, last) = (DateTimeOffset.UnixEpoch, 0L, 0L, -1L);
        for (var now = start; now < start + Hour; now = schedule.Due)
        {
            polls++;
            var version = diagnosis.Chart.Pace is { Ticks: > 0 } pace ? (long)((now - start) / pace) : 0;
            if (version != last || !isSpared) whole++;
            if (version != last) schedule.Changed(now, fresh);
            else schedule.Unchanged(now, fresh);
            last = version;
        }
        return new Savings(listeners, interval, before, polls, before * size, whole * size);
    }
}
