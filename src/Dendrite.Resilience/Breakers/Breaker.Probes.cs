namespace Dendrite.Resilience.Breakers;

// Open and half-open: who may probe, and what the probes' results come to. Everything here runs under the lock.
public sealed partial class Breaker
{
    private const long Forever = long.MaxValue;

    private long _openUntil;
    private TimeSpan _sleep;
    private int _permits;
    private int _permitsLeft;
    private int _probesInFlight;
    private long _lastProbeAt;
    private WindowCounts _probeResults;
    private long _probeSuccesses;
    private long _probeFailures;

    private bool TryEnterAsProbe(long now, out BreakerPermit permit)
    {
        BreakerTransition? first = null, second = null;
        bool admitted;
        lock (_lock)
        {
            if (LeaseLostLocked(now)) first = RecoverAloneLocked(now);
            if (ProbesLostLocked(now)) first = LoseProbesLocked(now);
            if (_state == BreakerState.Open && now >= _openUntil && !GovernedLocked) second = HalfOpenLocked(now, _options.HalfOpenPermits);
            // Another thread may have closed it meanwhile.
            var free = _gate != Consider;
            var probe = _state == BreakerState.HalfOpen && _permitsLeft > 0;
            admitted = free || probe;
            if (probe)
            {
                _permitsLeft--;
                _probesInFlight++;
                _lastProbeAt = now;
            }
            permit = new(_generation, probe);
            if (!admitted) Interlocked.Increment(ref _refused);
        }
        Raise(first);
        Raise(second);
        return admitted;
    }

    private void CompleteProbe(in BreakerPermit permit, CallVerdict verdict, bool slow, long now, TimeSpan? retryAfter)
    {
        BreakerTransition? transition = null;
        lock (_lock)
        {
            if (permit.Generation != _generation || _state != BreakerState.HalfOpen || _probesInFlight == 0) return;
            _probesInFlight--;
            if (verdict == CallVerdict.Ignored)
            {
                _permitsLeft++;
                return;
            }
            var failed = verdict == CallVerdict.Failure;
            CountProbeLocked(now, failed, slow);
            transition = BreakerJudgement.HalfOpenVerdict(_options, _permits, _probeResults) switch
            {
                // The source of the permits decides; this breaker reports by its evidence, and stays safe until then.
                _ when GovernedLocked => null,
                true => CloseLocked(now, BreakerAuthority.Local, "the probes succeeded", ""),
                false => OpenLocked(now, LongerSleepLocked(), retryAfter, "a probe failed"),
                null => null,
            };
        }
        Raise(transition);
    }

    private void CountProbeLocked(long now, bool failed, bool slow)
    {
        _window.Add(now, failed, slow);
        _probeResults = new(_probeResults.Calls + 1, _probeResults.Failures + (failed ? 1 : 0), _probeResults.Slow + (slow ? 1 : 0));
        if (failed) _probeFailures++;
        else _probeSuccesses++;
    }

    /// <summary>Probes are out, none is left to give, and the last was given too long ago.</summary>
    private bool ProbesLostLocked(long now) =>
        _state == BreakerState.HalfOpen && _permitsLeft == 0 && _probesInFlight > 0 && now - _lastProbeAt >= Stamps(_options.ProbeTimeout);

    private BreakerTransition? LoseProbesLocked(long now)
    {
        _probeFailures += _probesInFlight;
        if (GovernedLocked)
        {
            _probesInFlight = 0;
            return null;
        }
        return OpenLocked(now, LongerSleepLocked(), null, $"no probe reported within {_options.ProbeTimeout}");
    }

    private bool AwaitsPermitLocked(long now) =>
        GovernedLocked && (_state == BreakerState.Open ? now >= _openUntil : _permitsLeft == 0 && _probesInFlight == 0);

    private TimeSpan LongerSleepLocked()
    {
        if (_options.MaxSleepWindow is not { } longest) return _options.SleepWindow;
        return _sleep * 2 < longest ? _sleep * 2 : longest;
    }

    private BreakerTransition OpenLocked(long now, TimeSpan sleep, TimeSpan? retryAfter, string reason)
    {
        _sleep = sleep;
        var asked = retryAfter is { } r && r > TimeSpan.Zero ? r : TimeSpan.Zero;
        if (asked > _options.MaxRetryAfter) asked = _options.MaxRetryAfter;
        _openUntil = now + Stamps(asked > sleep ? asked : sleep);
        return ChangeLocked(BreakerState.Open, BreakerAuthority.Local, reason, "");
    }

    private BreakerTransition HalfOpenLocked(long now, int permits)
    {
        _permits = _permitsLeft = permits;
        _probesInFlight = 0;
        _probeResults = default;
        _lastProbeAt = now;
        return ChangeLocked(BreakerState.HalfOpen, BreakerAuthority.Local, "the sleep window is over", "");
    }

    private BreakerTransition CloseLocked(long now, BreakerAuthority authority, string reason, string by)
    {
        _window.Clear(now);
        _sleep = _options.SleepWindow;
        return ChangeLocked(BreakerState.Closed, authority, reason, by);
    }
}
