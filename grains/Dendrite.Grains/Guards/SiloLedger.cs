using Dendrite.Contracts.Guards;

namespace Dendrite.Grains.Guards;

/// <summary>
/// The evidence of one silo over the window, by the time at which it arrived: the clocks of silos need not agree. Bounded:
/// what arrives within one twentieth of the window is kept as one sum.
/// </summary>
internal sealed class SiloLedger(string silo, TimeSpan window)
{
    private const int Slots = 20;

    private readonly long _slotTicks = Math.Max(1, window.Ticks / Slots);
    private readonly Sums[] _slots = new Sums[Slots];

    public string Silo => silo;

    public DateTimeOffset ReportedAt { get; private set; }

    public long Sequence { get; private set; }

    public CircuitState State { get; private set; }

    public bool IsOwn { get; private set; }

    /// <summary>Whether it is open by its own evidence, of the time since the last decision.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>How long it would stay open by itself.</summary>
    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>Whether somebody wanted to call when it last reported.</summary>
    public bool WantsToCall { get; set; }

    /// <summary>Why the last failed call that it told of failed; empty where it told of none.</summary>
    public string LastFailure { get; private set; } = "";

    /// <summary>The probe's result: true for success; null while none is known.</summary>
    public bool? Probe { get; private set; }

    /// <summary>The version under which it had the permit last since the breaker was closed; 0 for never.</summary>
    public long LastHeld { get; set; }

    /// <summary>Takes a report; one that was taken before only shows that the silo is alive.</summary>
    public void Take(BreakerReport report, long version, bool holds, DateTimeOffset now)
    {
        ReportedAt = now;
        if (report.Sequence <= Sequence) return;
        Sequence = report.Sequence;
        // What a silo saw before it heard of the last decision must not count for the next.
        var current = report.AppliedVersion == version;
        (State, IsOwn, RetryAfter) = (report.State, report.IsOwn, report.RetryAfter);
        IsOpen = current && report.IsOwn && (report.State is CircuitState.Open or CircuitState.HalfOpen);
        WantsToCall = report.Wants || report.Refused > 0;
        if (report.LastFailure is { Length: > 0 } failure) LastFailure = failure;
        if (holds && current && report.ProbeFailures > 0) Probe = false;
        else if (holds && current && report.ProbeSuccesses > 0) Probe ??= true;
        var slot = now.UtcTicks / _slotTicks;
        ref var sums = ref _slots[slot % Slots];
        if (sums.Slot != slot) sums = new Sums { Slot = slot };
        sums.Refused += Math.Max(0, report.Refused);
        if (!current) return;
        sums.Calls += Math.Max(0, report.Calls);
        sums.Failures += Math.Clamp(report.Failures, 0, Math.Max(0, report.Calls));
        sums.Slow += Math.Max(0, report.SlowCalls);
    }

    /// <summary>A new decision stands: the probe's result belongs to the one before, and a closed breaker begins afresh.</summary>
    public void Turn(bool afresh)
    {
        Probe = null;
        if (!afresh) return;
        Array.Clear(_slots);
        IsOpen = false;
        LastHeld = 0;
        LastFailure = "";
    }

    public SiloWitness Witness(DateTimeOffset now)
    {
        var sums = Read(now);
        return new(sums.Calls, sums.Failures, IsOpen);
    }

    public SiloEvidence ToEvidence(bool holds, DateTimeOffset now)
    {
        var sums = Read(now);
        return new(silo, ReportedAt, State, IsOwn, holds, sums.Calls, sums.Failures, sums.Slow, sums.Refused);
    }

    private Sums Read(DateTimeOffset now)
    {
        var last = now.UtcTicks / _slotTicks;
        var all = default(Sums);
        foreach (var sums in _slots)
        {
            if (sums.Slot <= last - Slots || sums.Slot > last) continue;
            all.Calls += sums.Calls;
            all.Failures += sums.Failures;
            all.Slow += sums.Slow;
            all.Refused += sums.Refused;
        }
        return all;
    }

    private struct Sums
    {
        public long Slot;
        public long Calls;
        public long Failures;
        public long Slow;
        public long Refused;
    }
}
