namespace Dendrite.Resilience.Caching;

/// <summary>Expires early by the time that the last computation took.</summary>
internal sealed class XFetchExpiry : ExpiryPolicy
{
    private readonly double _beta;

    public XFetchExpiry(double beta) =>
        _beta = beta is > 0 and < double.PositiveInfinity ? beta : throw new ArgumentOutOfRangeException(nameof(beta), beta, "Above 0.");

    public override bool ShouldRecompute(CacheEntry entry, DateTimeOffset now, double random)
    {
        if (entry.ExpiresAt is not { } expiresAt) return false;
        // Numbers come from [0, 1) and the logarithm needs (0, 1]; it is negative, so subtracting it moves "now" ahead.
        var ahead = -entry.ComputeTime.TotalSeconds * _beta * Math.Log(1 - random);
        return (expiresAt - now).TotalSeconds <= ahead;
    }
}
