namespace Dendrite.Resilience.Breakers;

/// <summary>
/// A circuit breaker, feature switch and load shedder. It refuses calls while what they would reach is unwell, switched
/// off, or somebody said so. Any thread may use it. Letting a call through a closed breaker takes no lock and allocates
/// nothing; reading the state never changes it.
/// </summary>
/// <remarks>
/// <code>
///            too many failed or slow              sleep window over, next call
///   Closed ───────────────────────────► Open ────────────────────────────► HalfOpen
///     ▲                                  ▲                                  │    │
///     │                                  └─────── a probe failed ───────────┘    │
///     └─────────────────────── enough probes succeeded ──────────────────────────┘
///   any state ── ForceOpen, ForceClose, Disable ──► stays there ── Reset ──► Closed
/// </code>
/// Each change begins a new generation. A verdict from an earlier generation is dropped, so a slow call of the closed
/// period can neither open nor close a half-open breaker.
/// After Netflix Hystrix (wiki, How it Works: Circuit Breaker) with the states of resilience4j.
/// </remarks>
public sealed partial class Breaker
{
    private const int Pass = 0;
    private const int PassUnjudged = 1;
    private const int Consider = 2;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly BreakerOptions _options;
    private readonly OutcomeWindow _window;
    private readonly long _slowStamps;
    private readonly double _ticksPerStamp;
    private volatile int _gate;
    private long _generation;
    private int _consecutiveFailures;
    private long _refused;

    /// <param name="options">When it opens and recovers; copied. Hystrix's defaults where null.</param>
    /// <param name="time">The clock; the system's where null.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">Options are out of range; all are listed.</exception>
    public Breaker(BreakerOptions? options = null, TimeProvider? time = null)
    {
        _options = options?.Copy() ?? new BreakerOptions();
        _options.Validate();
        _callbackFailures = new(Trace, _options.Name);
        _time = time ?? TimeProvider.System;
        _ticksPerStamp = (double)TimeSpan.TicksPerSecond / _time.TimestampFrequency;
        _slowStamps = _options.SlowCallDuration is { } slow ? Stamps(slow) : long.MaxValue;
        _window = new(_options.RollingWindow, _options.RollingBuckets, _time.TimestampFrequency);
        _since = _drainedAt = _time.GetUtcNow();
        _sleep = _options.SleepWindow;
    }

    /// <summary>Raised after each change of state, outside of the breaker's lock, on the thread that caused it. What a handler throws is counted.</summary>
    public event Action<BreakerTransition>? Transitioned;

    /// <summary>What it is called.</summary>
    public string Name => _options.Name;

    internal TimeProvider Time => _time;

    /// <summary>The state. One read of memory.</summary>
    public BreakerState State => _state;

    /// <summary>Whether calls pass without question: closed, forced closed or disabled. One read of memory.</summary>
    public bool IsClosed => _gate != Consider;

    /// <summary>
    /// Whether the time for a probe has come, but the permit is for whoever governs the breaker to give: a caller may ask for it first.
    /// </summary>
    public bool AwaitsPermit
    {
        get
        {
            if (_gate != Consider) return false;
            lock (_lock) return AwaitsPermitLocked(_time.GetTimestamp());
        }
    }

    /// <summary>What the rolling window holds now.</summary>
    public WindowCounts Window => _window.Read(_time.GetTimestamp());

    /// <summary>The state with its reason, author and times.</summary>
    public BreakerStatus Status
    {
        get
        {
            lock (_lock) return StatusLocked(_time.GetTimestamp());
        }
    }

    /// <summary>Asks for leave to make one call.</summary>
    /// <param name="permit">Hand it to Complete exactly once, however the call ends.</param>
    /// <returns>False when the call is refused; it is counted as such.</returns>
    public bool TryEnter(out BreakerPermit permit) => TryEnter(_time.GetTimestamp(), out permit);

    /// <summary>The same, at a timestamp of the same clock that the caller has read already.</summary>
    public bool TryEnter(long now, out BreakerPermit permit)
    {
        // The generation is read before the gate: should the state change in between, the verdict is dropped, not misjudged.
        var generation = Volatile.Read(ref _generation);
        if (_gate != Consider)
        {
            permit = new(generation, probe: false);
            return true;
        }
        return TryEnterAsProbe(now, out permit);
    }

    /// <summary>Says how a call ended that was let through.</summary>
    /// <param name="permit">What let it through.</param>
    /// <param name="verdict">What its end says of the health of what was called.</param>
    /// <param name="duration">How long it took.</param>
    /// <param name="retryAfter">How long a failing service asked to be left alone, if it did.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative.</exception>
    public void Complete(in BreakerPermit permit, CallVerdict verdict, TimeSpan duration = default, TimeSpan? retryAfter = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        if (retryAfter is { } asked) ArgumentOutOfRangeException.ThrowIfLessThan(asked, TimeSpan.Zero, nameof(retryAfter));
        var now = _time.GetTimestamp();
        Complete(permit, verdict, now - Stamps(duration), now, retryAfter);
    }

    /// <summary>The same, with timestamps of the same clock that the caller has read already.</summary>
    public void Complete(in BreakerPermit permit, CallVerdict verdict, long startedAt, long now, TimeSpan? retryAfter = null)
    {
        if (permit.IsProbe)
        {
            CompleteProbe(permit, verdict, now - startedAt >= _slowStamps, now, retryAfter);
            return;
        }
        if (verdict == CallVerdict.Ignored || permit.Generation != Volatile.Read(ref _generation) || _state == BreakerState.Disabled) return;
        var failed = verdict == CallVerdict.Failure;
        var slow = now - startedAt >= _slowStamps;
        _window.Add(now, failed, slow);
        if (!failed && Volatile.Read(ref _consecutiveFailures) != 0) Volatile.Write(ref _consecutiveFailures, 0);
        if (failed || slow) JudgeWindow(permit.Generation, failed, now, retryAfter);
    }

    private void JudgeWindow(long generation, bool failed, long now, TimeSpan? retryAfter)
    {
        var consecutive = failed ? Interlocked.Increment(ref _consecutiveFailures) : 0;
        if (_gate != Pass) return;
        var reason = BreakerJudgement.ReasonToOpen(_options, _window.Read(now), consecutive);
        if (reason is null) return;
        BreakerTransition? transition = null;
        lock (_lock)
        {
            // Many calls may find the reason at once; the first of them opens it.
            if (generation == _generation && _state == BreakerState.Closed)
                transition = OpenLocked(now, _options.SleepWindow, retryAfter, reason);
        }
        Raise(transition);
    }

    private long Stamps(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? Forever : (long)(time.TotalSeconds * _time.TimestampFrequency);

    private void Raise(BreakerTransition? transition)
    {
        if (transition is null) return;
        foreach (var handler in Delegate.EnumerateInvocationList(Transitioned))
        {
            try
            {
                handler(transition);
            }
            catch (Exception e)
            {
                _callbackFailures.Note(nameof(Transitioned), e);
            }
        }
    }
}
