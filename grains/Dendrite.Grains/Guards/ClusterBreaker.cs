using Dendrite.Contracts.Guards;

namespace Dendrite.Grains.Guards;

/// <summary>
/// The breaker of a cluster without its grain: takes reports, says what the next decision would be, and makes it its own
/// once that is stored. It holds numbers only: no timer, no clock, no store.
/// </summary>
/// <remarks>
/// Each half-open period gives one permit to one silo, the one that has waited longest among those whose callers want to
/// call, so that a silo with a bad route does not fail every probe; where nobody wants to call nothing changes, however
/// long. The permit is leased: where no result comes, the probe counts as failed and the breaker opens again, which gives a
/// silo that was slow to hear of it time to do so. Silos report what was called and refused, so their reports are the only
/// clock that it needs.
/// </remarks>
internal sealed class ClusterBreaker(BreakerThresholds thresholds, BreakerDecision stored)
{
    /// <summary>A silo that has not reported for so long has nobody who calls.</summary>
    public static readonly TimeSpan Presence = TimeSpan.FromSeconds(6);

    /// <summary>How long silos wait for news beyond the time at which news is due, before they decide alone.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private const int MostSilos = 1000;

    private readonly Dictionary<string, SiloLedger> _silos = new(StringComparer.Ordinal);

    /// <summary>What stands.</summary>
    public BreakerDecision Current { get; private set; } = stored;

    /// <summary>Takes a silo's evidence.</summary>
    /// <param name="report">What it tells.</param>
    /// <param name="isAlone">Whether it is the only silo that there is, whose word then suffices.</param>
    /// <param name="now">The time.</param>
    /// <returns>The decision that follows, to be stored and then handed to <see cref="Commit"/>; null where nothing changes.</returns>
    public BreakerDecision? Report(BreakerReport report, bool isAlone, DateTimeOffset now)
    {
        Forget(now);
        if (!_silos.TryGetValue(report.Silo, out var ledger))
        {
            if (_silos.Count >= MostSilos) return null;
            _silos.Add(report.Silo, ledger = new SiloLedger(report.Silo, thresholds.Window));
        }
        ledger.Take(report, Current.Version, Current.Holder == report.Silo, now);
        // A store that was lost must not count below what silos have heard already: they would not listen.
        if (report.AppliedVersion > Current.Version) return Current with { Version = report.AppliedVersion + 1 };
        return Current.State switch
        {
            CircuitState.Closed => JudgeEvidence(ledger, isAlone, now),
            CircuitState.Open when now >= Current.RetryAt => GrantPermit(ledger, now),
            CircuitState.HalfOpen => JudgeProbe(ledger, now),
            _ => null,
        };
    }

    /// <summary>What an operator's command leads to, to be stored and then handed to <see cref="Commit"/>.</summary>
    public BreakerDecision Command(BreakerCommand command, string reason, string by, DateTimeOffset now) => command switch
    {
        BreakerCommand.Trip => Current.To(CircuitState.Open, reason, by, now) with { RetryAt = now + thresholds.OpenFor },
        BreakerCommand.Reset => Current.To(CircuitState.Closed, reason, by, now),
        BreakerCommand.ForceOpen => Current.To(CircuitState.ForcedOpen, reason, by, now),
        BreakerCommand.ForceClose => Current.To(CircuitState.ForcedClosed, reason, by, now),
        _ => Current.To(CircuitState.Disabled, reason, by, now),
    };

    /// <summary>Makes a stored decision the one that stands.</summary>
    public void Commit(BreakerDecision next)
    {
        Current = next;
        foreach (var silo in _silos.Values) silo.Turn(afresh: next.State == CircuitState.Closed);
        if (next.Holder is { } holder && _silos.TryGetValue(holder, out var ledger)) ledger.LastHeld = next.Version;
    }

    /// <summary>What a silo must do now; null is any that does not hold the permit.</summary>
    public BreakerAnswer AnswerFor(string? silo, DateTimeOffset now)
    {
        var due = Current.State switch
        {
            CircuitState.Open => Current.RetryAt,
            CircuitState.HalfOpen => Current.HolderUntil,
            _ => null,
        };
        var wait = due - now is { } left && left > TimeSpan.Zero ? left : TimeSpan.Zero;
        return new BreakerAnswer(
            Current.Version, Current.State, Current.Reason, Current.By, Current.By.Length > 0, silo is not null && silo == Current.Holder ? 1 : 0,
            due is null ? Timeout.InfiniteTimeSpan : wait + Grace, Current.State == CircuitState.Open ? wait : null);
    }

    /// <summary>What each silo has told within the window.</summary>
    public IReadOnlyList<SiloEvidence> SilosAt(DateTimeOffset now) =>
        [.. _silos.Values.Where(s => IsAlive(s, now)).OrderBy(s => s.Silo, StringComparer.Ordinal).Select(s => s.ToEvidence(s.Silo == Current.Holder, now))];

    private BreakerDecision? JudgeEvidence(SiloLedger reporter, bool isAlone, DateTimeOffset now)
    {
        var witnesses = _silos.Values.Select(s => s.Witness(now)).ToArray();
        var reason = ClusterJudgement.ReasonToOpen(thresholds, witnesses, isAlone);
        if (reason is null) return null;
        var cause = reporter.LastFailure.Length > 0 ? reporter.LastFailure : _silos.Values.Select(s => s.LastFailure).FirstOrDefault(f => f.Length > 0, "");
        return Open(reason, cause, reporter.IsOpen ? reporter.RetryAfter : null, now);
    }

    private BreakerDecision Open(string reason, string cause, TimeSpan? asked, DateTimeOffset now) =>
        Current.To(CircuitState.Open, WithCause(reason, cause), "", now) with { Cause = cause, RetryAt = now + (asked > thresholds.OpenFor ? asked.Value : thresholds.OpenFor) };

    private BreakerDecision? GrantPermit(SiloLedger reporter, DateTimeOffset now)
    {
        // The one that asks is there for certain, the others were when they last reported.
        var holder = _silos.Values.Where(s => s.WantsToCall && IsAlive(s, now))
            .OrderBy(s => s.LastHeld).ThenBy(s => s == reporter ? 0 : 1).ThenBy(s => s.Silo, StringComparer.Ordinal).FirstOrDefault();
        return holder is null
            ? null
            : Current.To(CircuitState.HalfOpen, WithCause($"{holder.Silo} probes for the cluster", Current.Cause), "", now) with
            {
                Cause = Current.Cause,
                Holder = holder.Silo,
                HolderUntil = now + thresholds.ProbeLease,
            };
    }

    private BreakerDecision? JudgeProbe(SiloLedger reporter, DateTimeOffset now)
    {
        var holder = Current.Holder is { } name ? _silos.GetValueOrDefault(name) : null;
        if (holder?.Probe is { } succeeded)
            return succeeded ? Current.To(CircuitState.Closed, "the probe succeeded", "", now) : Open("the probe failed", holder.LastFailure.Length > 0 ? holder.LastFailure : Current.Cause, null, now);
        // A permit that lapses while nobody wants to call is nobody's failure.
        if (now < Current.HolderUntil || !(reporter.WantsToCall || reporter.IsOpen)) return null;
        if (holder is not null) holder.WantsToCall = false;
        return Open($"no probe was reported within {thresholds.ProbeLease}", Current.Cause, null, now);
    }

    private static string WithCause(string reason, string cause) => cause.Length == 0 ? reason : $"{reason}; the last: {cause}";

    private static bool IsAlive(SiloLedger silo, DateTimeOffset now) => now - silo.ReportedAt <= Presence;

    /// <summary>A silo that is gone counts no longer than its evidence would.</summary>
    private void Forget(DateTimeOffset now)
    {
        var longest = thresholds.Window > Presence ? thresholds.Window : Presence;
        foreach (var silo in _silos.Values.Where(s => now - s.ReportedAt > longest).ToArray()) _silos.Remove(silo.Silo);
    }
}
