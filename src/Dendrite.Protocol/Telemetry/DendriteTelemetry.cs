using System.Diagnostics.Metrics;

namespace Dendrite.Protocol;

/// <summary>The one meter of Dendrite. Names follow OpenTelemetry: units in braces or seconds, tags of low cardinality.</summary>
public static class DendriteTelemetry
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Dendrite";

    /// <summary>The meter that every instrument of Dendrite belongs to.</summary>
    public static Meter Meter { get; } = new(MeterName);
}
