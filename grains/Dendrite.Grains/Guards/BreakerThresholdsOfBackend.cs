using Dendrite.Contracts.Guards;
using Dendrite.Resources;

namespace Dendrite.Grains.Guards;

/// <summary>When a breaker opens, as grains and consoles see it.</summary>
internal static class BreakerThresholdsOfBackend
{
    public static BreakerThresholds ToThresholds(this BackendDefinition backend) => new(
        backend.Breaker.MinimumCalls, backend.Breaker.FailureRatio, backend.Breaker.Window, backend.Breaker.OpenFor, backend.TimeLimit + BreakerDefinition.ProbeMargin);
}
