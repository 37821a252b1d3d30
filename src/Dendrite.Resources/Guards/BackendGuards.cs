using System.Collections.Concurrent;
using Dendrite.Protocol;
using Dendrite.Resilience.Breakers;
using Dendrite.Resilience.Guards;

namespace Dendrite.Resources;

/// <summary>The guards of this process, by their keys: one for each backend. Every call to a backend goes through its guard.</summary>
/// <param name="time">The clock of the guards.</param>
public sealed class BackendGuards(TimeProvider time)
{
    private readonly ConcurrentDictionary<GuardKey, (Guard Guard, BackendDefinition Backend)> _guards = new();

    /// <summary>Raised after a call that a breaker's next decision may depend on: one that failed, and a probe. A handler must neither throw nor block.</summary>
    public event Action<Guard>? Judged;

    /// <summary>The guards, in the order of their keys.</summary>
    public IReadOnlyList<Guard> All => [.. _guards.Values.Select(g => g.Guard).OrderBy(g => g.Name, StringComparer.Ordinal)];

    /// <summary>The way to a backend through its guard, which is made anew only where what it goes by has changed.</summary>
    /// <param name="backend">The backend.</param>
    /// <param name="upstream">The way to it without a guard.</param>
    /// <param name="rule">The name of a guard that a rule of its paths has; null for the backend's own.</param>
    public IUpstream Guard(BackendDefinition backend, IUpstream upstream, string? rule = null)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(upstream);
        var (guard, _) = _guards.AddOrUpdate(
            new GuardKey(backend.Name, rule),
            key => (new Guard(OptionsOf(key, backend), time), backend),
            (key, known) => (IsSame(known.Backend, backend) ? known.Guard : new Guard(OptionsOf(key, backend), time), backend));
        return new GuardedUpstream(guard, backend, upstream, RaiseJudged);
    }

    /// <summary>Forgets all guards but these.</summary>
    public void Retain(IEnumerable<GuardKey> keys)
    {
        foreach (var gone in _guards.Keys.Except(keys)) _guards.TryRemove(gone, out _);
    }

    private static bool IsSame(BackendDefinition one, BackendDefinition other) => one.Breaker == other.Breaker && one.TimeLimit == other.TimeLimit;

    private void RaiseJudged(Guard guard) => Judged?.Invoke(guard);

    private static GuardOptions OptionsOf(GuardKey key, BackendDefinition backend)
    {
        var breaker = backend.Breaker;
        return new GuardOptions
        {
            Name = key.ToString(),
            // The upstream queues what is above the backend's limit, and the poll schedule tries again: neither is done here.
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
