namespace Dendrite.Resilience.Caching;

/// <summary>Expires exactly when the lifetime is over.</summary>
internal sealed class StaticExpiry : ExpiryPolicy
{
    public override bool ShouldRecompute(CacheEntry entry, DateTimeOffset now, double random) => now >= entry.ExpiresAt;
}
