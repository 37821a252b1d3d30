namespace Dendrite.Resilience.Breakers;

// What is said to the breaker from outside: by hand, and by whoever governs many of them.
public sealed partial class Breaker
{
    private volatile BreakerState _state;
    private BreakerAuthority _authority;
    private string _reason = "";
    private string _by = "";
    private DateTimeOffset _since;
    private long _directiveVersion;
    private long _leaseUntil = Forever;
    private readonly DateTimeOffset _drainedAt;
    private BreakerEvidence? _drained;

    /// <summary>Whether the state is another's decision for as long as the lease holds.</summary>
    private bool GovernedLocked => _authority == BreakerAuthority.Cluster && (_state is BreakerState.Open or BreakerState.HalfOpen);

    /// <summary>Opens it now, as if its calls had failed: it recovers by probes.</summary>
    /// <param name="reason">Why; shown in errors and events.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="openFor">How long until the first probe; the sleep window where null, for ever where <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public void Trip(string reason, string by = "", TimeSpan? openFor = null)
    {
        ArgumentNullException.ThrowIfNull(reason);
        ArgumentNullException.ThrowIfNull(by);
        if (openFor is { } time && time != Timeout.InfiniteTimeSpan) ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero, nameof(openFor));
        BreakerTransition transition;
        lock (_lock)
        {
            var sleep = openFor ?? _options.SleepWindow;
            var now = _time.GetTimestamp();
            _openUntil = sleep == Timeout.InfiniteTimeSpan ? Forever : now + Stamps(sleep);
            transition = ChangeLocked(BreakerState.Open, BreakerAuthority.Operator, reason, by);
        }
        Raise(transition);
    }

    /// <summary>Closes it and forgets what it counted, whatever its state.</summary>
    public void Reset(string reason = "reset", string by = "")
    {
        ArgumentNullException.ThrowIfNull(reason);
        ArgumentNullException.ThrowIfNull(by);
        BreakerTransition transition;
        lock (_lock) transition = CloseLocked(_time.GetTimestamp(), BreakerAuthority.Operator, reason, by);
        Raise(transition);
    }

    /// <summary>Refuses every call until it is reset: a feature switched off, or load shed.</summary>
    public void ForceOpen(string reason, string by = "") => Force(BreakerState.ForcedOpen, reason, by);

    /// <summary>Lets every call through, and goes on counting, until it is reset.</summary>
    public void ForceClose(string reason, string by = "") => Force(BreakerState.ForcedClosed, reason, by);

    /// <summary>Lets every call through and counts nothing until it is reset.</summary>
    public void Disable(string reason, string by = "") => Force(BreakerState.Disabled, reason, by);

    /// <summary>Takes a state from outside.</summary>
    /// <returns>False when it is not newer than the last one applied; nothing has changed then.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The state is unknown, or probes or lease are negative.</exception>
    public bool Apply(BreakerDirective directive)
    {
        ArgumentNullException.ThrowIfNull(directive);
        ArgumentOutOfRangeException.ThrowIfNegative(directive.Probes, nameof(directive));
        if (!Enum.IsDefined(directive.State)) throw new ArgumentOutOfRangeException(nameof(directive), directive.State, "There is no such state.");
        if (directive.Lease < TimeSpan.Zero && directive.Lease != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(nameof(directive), directive.Lease, "A lease is not negative.");
        BreakerTransition? transition;
        lock (_lock)
        {
            if (directive.Version <= _directiveVersion) return false;
            _directiveVersion = directive.Version;
            transition = ApplyLocked(directive, _time.GetTimestamp());
        }
        Raise(transition);
        return true;
    }

    /// <summary>Hands out what was seen since the last drain, each event exactly once. The window stays as it is. One consumer is meant.</summary>
    public BreakerEvidence Drain()
    {
        lock (_lock)
        {
            var total = _window.Total;
            var before = _drained ?? new(_drainedAt, _drainedAt, 0, 0, 0, 0, 0, 0);
            var now = new BreakerEvidence(
                before.To, _time.GetUtcNow(), total.Calls, total.Failures, total.Slow, Interlocked.Read(ref _refused), _probeSuccesses, _probeFailures);
            _drained = now;
            return new(
                now.From, now.To, now.Calls - before.Calls, now.Failures - before.Failures, now.SlowCalls - before.SlowCalls,
                now.Refused - before.Refused, now.ProbeSuccesses - before.ProbeSuccesses, now.ProbeFailures - before.ProbeFailures);
        }
    }

    private void Force(BreakerState state, string reason, string by)
    {
        ArgumentNullException.ThrowIfNull(reason);
        ArgumentNullException.ThrowIfNull(by);
        BreakerTransition transition;
        lock (_lock) transition = ChangeLocked(state, BreakerAuthority.Operator, reason, by);
        Raise(transition);
    }

    private BreakerTransition? ApplyLocked(BreakerDirective directive, long now)
    {
        _leaseUntil = directive.Lease == Timeout.InfiniteTimeSpan ? Forever : now + Stamps(directive.Lease);
        switch (directive.State)
        {
            case BreakerState.Closed:
                // The cluster is well; a breaker that opened by its own evidence knows better about its own way there.
                var own = _authority != BreakerAuthority.Cluster && directive.Authority == BreakerAuthority.Cluster;
                return own || _state == BreakerState.Closed ? null : CloseLocked(now, directive.Authority, directive.Reason, directive.By);
            case BreakerState.HalfOpen:
                _permits = _permitsLeft = directive.Probes;
                _probesInFlight = 0;
                _probeResults = default;
                _lastProbeAt = now;
                break;
            case BreakerState.Open:
                _openUntil = directive.RetryAfter is { } after ? now + Stamps(after) : Forever;
                break;
        }
        return ChangeLocked(directive.State, directive.Authority, directive.Reason, directive.By);
    }

    private bool LeaseLostLocked(long now) => GovernedLocked && now >= _leaseUntil;

    /// <summary>Nothing was heard for a whole lease: probe by itself.</summary>
    private BreakerTransition RecoverAloneLocked(long now)
    {
        _openUntil = now;
        return ChangeLocked(BreakerState.Open, BreakerAuthority.Local, "nothing heard from the cluster for its lease", "");
    }

    private BreakerTransition ChangeLocked(BreakerState to, BreakerAuthority authority, string reason, string by)
    {
        var from = _state;
        // A reader that sees the new gate must not judge by the old generation, so the generation moves first.
        var sequence = Interlocked.Increment(ref _generation);
        _state = to;
        _gate = to switch
        {
            BreakerState.Closed => Pass,
            BreakerState.ForcedClosed or BreakerState.Disabled => PassUnjudged,
            _ => Consider,
        };
        (_authority, _reason, _by, _since) = (authority, reason, by, _time.GetUtcNow());
        Volatile.Write(ref _consecutiveFailures, 0);
        return new(Name, from, to, authority, reason, by, _since, sequence);
    }

    private BreakerStatus StatusLocked(long now)
    {
        TimeSpan? retryAfter = _state switch
        {
            BreakerState.Open when _openUntil == Forever => null,
            BreakerState.Open => TimeSpan.FromTicks((long)(Math.Max(0, _openUntil - now) * _ticksPerStamp)),
            BreakerState.HalfOpen => TimeSpan.Zero,
            _ => null,
        };
        return new(Name, _state, _authority, _reason, _by, _since, retryAfter, _probesInFlight, _generation, _directiveVersion);
    }
}
