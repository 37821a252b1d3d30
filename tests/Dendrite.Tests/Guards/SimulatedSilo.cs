using Dendrite.Contracts.Guards;
using Dendrite.Grains.Guards;
using Dendrite.Resilience.Breakers;

namespace Dendrite.Guards;

/// <summary>One silo of a <see cref="SimulatedCluster"/>: its breaker, and what it did.</summary>
internal sealed class SimulatedSilo(int index, TimeProvider time)
{
    private long _sequence;

    public int Index => index;

    public string Name { get; } = $"s{index}";

    public Breaker Breaker { get; } = new(null, time);

    public int Failed { get; set; }

    public int Refused { get; set; }

    public DateTimeOffset? OpenedAt { get; set; }

    public DateTimeOffset ReportedAt { get; set; } = time.GetUtcNow();

    public bool IsReporting { get; set; }

    public bool ReportAgain { get; set; }

    public BreakerReport Compose() => Breaker.Drain().ToReport(Breaker.Status, Name, ++_sequence);
}
