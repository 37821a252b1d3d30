namespace Dendrite.Resilience.Caching;

/// <summary>Expires when a function says so.</summary>
internal sealed class FunctionExpiry(Func<DateTimeOffset?, bool> shouldRecompute) : ExpiryPolicy
{
    public override bool ShouldRecompute(CacheEntry entry, DateTimeOffset now, double random) => shouldRecompute(entry.ExpiresAt);
}
