namespace Dendrite.Silo.Telemetry;

/// <summary>What becomes of the measurements of an instrument.</summary>
internal enum MetricKind
{
    /// <summary>They add up and only rise.</summary>
    Counter,

    /// <summary>The last total counts, and it only rises.</summary>
    ObservedCounter,

    /// <summary>They add up, up and down.</summary>
    UpDownCounter,

    /// <summary>The last one counts.</summary>
    Gauge,

    /// <summary>They are sorted into buckets.</summary>
    Histogram,
}
