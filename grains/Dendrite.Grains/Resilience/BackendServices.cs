using System.Collections.Concurrent;
using Dendrite.Grains.Resources;
using Dendrite.Resilience.Breakers;
using Dendrite.Resilience.Services;

namespace Dendrite.Grains.Resilience;

/// <summary>The services of this silo, one for each backend under the backend's name. Every call to a backend goes through its service.</summary>
/// <param name="time">The clock of the services.</param>
public sealed class BackendServices(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Service> _services = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Raised after a call that a breaker's next decision may depend on: one that failed, and a probe. A handler must neither throw nor block.</summary>
    public event Action<Service>? Judged;

    /// <summary>The services, in the order of their names.</summary>
    public IReadOnlyList<Service> Services => [.. _services.Values.OrderBy(s => s.Name, StringComparer.Ordinal)];

    /// <summary>The way to a backend through its service, which is made on the first use of the backend's name.</summary>
    public IUpstream Guard(BackendDefinition backend, IUpstream upstream)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(upstream);
        return new ServiceUpstream(_services.GetOrAdd(backend.Name, _ => new Service(OptionsOf(backend), time)), backend, upstream, RaiseJudged);
    }

    private void RaiseJudged(Service service) => Judged?.Invoke(service);

    private static ServiceOptions OptionsOf(BackendDefinition backend)
    {
        var thresholds = BreakerDefinition.ThresholdsOf(backend);
        return new ServiceOptions
        {
            Name = backend.Name,
            // The upstream queues what is above the backend's limit, and the poll schedule tries again: neither is done here.
            MaxConcurrentCalls = null,
            AttemptTimeout = backend.TimeLimit,
            Retry = null,
            Breaker = new BreakerOptions
            {
                RequestVolumeThreshold = thresholds.MinimumCalls,
                ErrorThresholdPercentage = 100 * thresholds.FailureRatio,
                RollingWindow = thresholds.Window,
                SleepWindow = thresholds.OpenFor,
                ProbeTimeout = thresholds.ProbeLease,
            },
        };
    }
}
