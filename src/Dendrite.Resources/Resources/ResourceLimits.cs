namespace Dendrite.Resources;

/// <summary>
/// What the resources of one silo may take together. Where one is reached, resources that nobody listens to leave first: those that were only
/// fetched, then those that linger, each time the one that was used longest ago. What is listened to never leaves; where that alone is too
/// much, a further resource is refused.
/// </summary>
public sealed record ResourceLimits
{
    /// <summary>How many may be active. Default 100,000; at least 1.</summary>
    public int MaxResources { get; init; } = 100_000;

    /// <summary>How many bytes their documents may have. Default 2 GB (2,000,000,000); at least 1 MB.</summary>
    public long MaxDocumentBytes { get; init; } = 2_000_000_000;
}
