using Dendrite.Protocol;

namespace Dendrite.Contracts.Guards;

/// <summary>The only way to the grains of a guard: by its typed key, never by a raw string.</summary>
public static class GuardGrains
{
    /// <summary>The cluster's breaker of a guard.</summary>
    public static IBreakerGrain GetBreaker(this IGrainFactory grains, GuardKey guard)
    {
        ArgumentNullException.ThrowIfNull(grains);
        return grains.GetGrain<IBreakerGrain>(guard.ToString());
    }

    /// <summary>The cluster's metrics of a guard.</summary>
    public static IMetricsGrain GetMetrics(this IGrainFactory grains, GuardKey guard)
    {
        ArgumentNullException.ThrowIfNull(grains);
        return grains.GetGrain<IMetricsGrain>(guard.ToString());
    }
}
