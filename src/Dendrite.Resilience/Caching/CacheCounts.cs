namespace Dendrite.Resilience.Caching;

/// <summary>What a cache has done since it was made.</summary>
/// <param name="Hits">Reads answered by a living value.</param>
/// <param name="Stale">Reads answered by a value past its expiry.</param>
/// <param name="Misses">Reads that had to wait for a computation.</param>
/// <param name="Computations">Computations begun.</param>
/// <param name="EarlyComputations">Those begun before the expiry.</param>
/// <param name="Failures">Computations that failed.</param>
/// <param name="StoreFailures">Times that the store threw; the value was then computed, or not kept.</param>
public sealed record CacheCounts(long Hits, long Stale, long Misses, long Computations, long EarlyComputations, long Failures, long StoreFailures = 0);
