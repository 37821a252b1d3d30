namespace Dendrite.Resilience.Caching;

/// <summary>A value in a store, with what is needed to decide on its renewal. Immutable.</summary>
/// <param name="Value">The value.</param>
/// <param name="StoredAt">When it was computed.</param>
/// <param name="ExpiresAt">When it is due for renewal at the latest; null for never.</param>
/// <param name="KeepUntil">When a store may drop it: after <paramref name="ExpiresAt"/>, for as long as it may still be shown stale; null for never.</param>
/// <param name="ComputeTime">How long its computation took: the Δ of XFetch.</param>
public sealed record CacheEntry(object? Value, DateTimeOffset StoredAt, DateTimeOffset? ExpiresAt, DateTimeOffset? KeepUntil, TimeSpan ComputeTime);
