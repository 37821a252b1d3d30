namespace Dendrite.Resilience.Caching;

/// <summary>Expires early by a power of the share of the lifetime that is over.</summary>
internal sealed class PowerExpiry : ExpiryPolicy
{
    private readonly double _exponent;

    public PowerExpiry(double exponent) =>
        _exponent = exponent is > 0 and < double.PositiveInfinity ? exponent : throw new ArgumentOutOfRangeException(nameof(exponent), exponent, "Above 0.");

    public override bool ShouldRecompute(CacheEntry entry, DateTimeOffset now, double random)
    {
        if (entry.ExpiresAt is not { } expiresAt) return false;
        if (now >= expiresAt) return true;
        return random < Math.Pow((now - entry.StoredAt) / (expiresAt - entry.StoredAt), _exponent);
    }
}
