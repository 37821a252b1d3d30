using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Dendrite.Protocol;
using Dendrite.Resilience.Breakers;
using Dendrite.Resilience.Guards;

namespace Dendrite.Resources;

/// <summary>The guards of this process, by their keys: one for each backend. Every call to a backend goes through its guard.</summary>
public sealed class BackendGuards : IDisposable
{
    /// <summary>How long a call waits for an answer to <see cref="AskForPermit"/>; then its breaker decides alone.</summary>
    internal static readonly TimeSpan PermitLimit = TimeSpan.FromSeconds(2);

    private static readonly (BreakerState State, string Text)[] States =
    [
        (BreakerState.Closed, "closed"), (BreakerState.Open, "open"), (BreakerState.HalfOpen, "half_open"),
        (BreakerState.ForcedOpen, "forced_open"), (BreakerState.ForcedClosed, "forced_closed"), (BreakerState.Disabled, "disabled"),
    ];

    private readonly ConcurrentDictionary<GuardKey, BackendGuard> _guards = new();
    private readonly ConcurrentDictionary<string, (int Places, BackendSlots Slots)> _slots = new(StringComparer.OrdinalIgnoreCase);
    private readonly TimeProvider _time;
    private int _sharers = 1;
    private readonly Meter _meter = new(DendriteTelemetry.MeterName);

    /// <param name="time">The clock of the guards.</param>
    public BackendGuards(TimeProvider time)
    {
        _time = time;
        _meter.CreateObservableGauge("dendrite.backend.breaker.state", ReadStates, "{breaker}", "1 for the state that the breaker of a backend is in here, 0 for the others.");
        _meter.CreateObservableGauge("dendrite.backend.calls.active", () => Read(g => g.Guard.Metrics.InFlight), "{call}", "Requests under way to a backend.");
        _meter.CreateObservableGauge("dendrite.backend.calls.waiting", () => Read(g => g.Slots.Waiting), "{call}", "Polls that wait for a place among the requests to a backend.");
    }

    /// <summary>Raised after a call that a breaker's next decision may depend on: one that failed, and a probe. A handler must neither throw nor block.</summary>
    public event Action<Guard>? Judged;

    /// <summary>Raised with the backend's name when an operator has closed its breaker: what failed before says nothing any more. A handler must neither throw nor block.</summary>
    public event Action<string>? Reset;

    /// <summary>
    /// Asks whoever governs a guard's breaker for leave to probe, on behalf of a caller that waits for the answer; it is obeyed when the
    /// task ends. Null where nobody governs it. It does not throw.
    /// </summary>
    public Func<Guard, Task>? AskForPermit { get; set; }

    /// <summary>How many silos ask the same backends with the same credentials, and divide what these allow. At least 1.</summary>
    public int Sharers
    {
        get => Volatile.Read(ref _sharers);
        set => Volatile.Write(ref _sharers, Math.Max(1, value));
    }

    /// <summary>The guards, in the order of their keys.</summary>
    public IReadOnlyList<Guard> All => [.. _guards.Values.Select(g => g.Guard).OrderBy(g => g.Name, StringComparer.Ordinal)];

    /// <summary>Why the last call failed that counted against a guard's backend; empty for none.</summary>
    public string LastFailureOf(Guard guard)
    {
        ArgumentNullException.ThrowIfNull(guard);
        return _guards.TryGetValue(GuardKey.Parse(guard.Name), out var own) ? own.LastFailure : "";
    }

    /// <summary>The way to a backend through its guard, which is made anew only where what it goes by has changed.</summary>
    /// <param name="backend">The backend.</param>
    /// <param name="upstream">The way to it without a guard.</param>
    /// <param name="rule">The name of a guard that a rule of its paths has; null for the backend's own.</param>
    public IUpstream Guard(BackendDefinition backend, IUpstream upstream, string? rule = null)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(upstream);
        // Its places are the backend's, whatever guards its paths have.
        var slots = _slots.AddOrUpdate(
            backend.Name, _ => (backend.MaxConcurrency, new BackendSlots(backend.MaxConcurrency, _time)),
            (_, known) => known.Places == backend.MaxConcurrency ? known : (backend.MaxConcurrency, new BackendSlots(backend.MaxConcurrency, _time))).Slots;
        var own = _guards.AddOrUpdate(
            new GuardKey(backend.Name, rule),
            key => new(key, backend, NewGuard(key, backend), slots),
            (key, known) => new(key, backend, IsSame(known.Backend, backend) ? known.Guard : NewGuard(key, backend), slots));
        return new GuardedUpstream(own, upstream, this, _time);
    }

    /// <summary>Forgets all guards but these.</summary>
    public void Retain(IEnumerable<GuardKey> keys)
    {
        foreach (var gone in _guards.Keys.Except(keys)) _guards.TryRemove(gone, out _);
        foreach (var gone in _slots.Keys.Except(_guards.Keys.Select(key => key.Backend), StringComparer.OrdinalIgnoreCase)) _slots.TryRemove(gone, out _);
    }

    /// <summary>Ends the measuring.</summary>
    public void Dispose() => _meter.Dispose();

    internal void RaiseJudged(Guard guard) => Judged?.Invoke(guard);

    private static bool IsSame(BackendDefinition one, BackendDefinition other) => one.Breaker == other.Breaker && one.TimeLimit == other.TimeLimit;

    private Guard NewGuard(GuardKey key, BackendDefinition backend)
    {
        var guard = new Guard(OptionsOf(key, backend), _time);
        guard.Breaker.Transitioned += transition =>
        {
            if (transition is { To: BreakerState.Closed, Authority: BreakerAuthority.Operator }) Reset?.Invoke(backend.Name);
        };
        return guard;
    }

    private IEnumerable<Measurement<int>> Read(Func<BackendGuard, int> value) =>
        _guards.Values.Select(guard => new Measurement<int>(value(guard), new KeyValuePair<string, object?>("backend", guard.Key.ToString())));

    private IEnumerable<Measurement<int>> ReadStates() =>
        from guard in _guards.Values
        let now = guard.Guard.Breaker.State
        from state in States
        select new Measurement<int>(state.State == now ? 1 : 0, new("backend", guard.Key.ToString()), new("state", state.Text));

    private static GuardOptions OptionsOf(GuardKey key, BackendDefinition backend)
    {
        var breaker = backend.Breaker;
        return new GuardOptions
        {
            Name = key.ToString(),
            // The places queue what is above the backend's limit, and the poll schedule tries again: neither is done here.
            MaxConcurrentCalls = null,
            AttemptTimeout = backend.TimeLimit,
            Retry = null,
            Breaker = new BreakerOptions
            {
                RequestVolumeThreshold = breaker.MinimumCalls,
                ErrorThresholdPercentage = 100 * breaker.FailureRatio,
                RollingWindow = breaker.Window,
                SleepWindow = breaker.OpenFor,
                ProbeTimeout = backend.TimeLimit + BreakerDefinition.ProbeMargin,
            },
        };
    }
}
