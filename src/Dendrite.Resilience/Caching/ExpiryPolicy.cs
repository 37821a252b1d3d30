namespace Dendrite.Resilience.Caching;

/// <summary>
/// When a cached value is computed anew. <see langword="true"/> always means: compute it now. A policy has no state and
/// is asked from any thread, once for each read of a value.
/// </summary>
public abstract class ExpiryPolicy
{
    /// <summary>Exactly when its lifetime is over.</summary>
    public static ExpiryPolicy Static { get; } = new StaticExpiry();

    /// <summary>With a chance of age ÷ lifetime at each read: 0 when new, 1 when the lifetime is over.</summary>
    public static ExpiryPolicy Linear { get; } = new PowerExpiry(1);

    /// <summary>With a chance of (age ÷ lifetime)^exponent at each read.</summary>
    /// <param name="exponent">The higher, the later. Default 2; above 0.</param>
    public static ExpiryPolicy Exponential(double exponent = 2) => new PowerExpiry(exponent);

    /// <summary>
    /// XFetch: when now − Δ·β·ln(random) reaches the expiry, Δ being how long the last computation took. A gap g before
    /// expiry, one read recomputes with a chance of e^(−g/(βΔ)). It is the optimal form of probabilistic early expiry:
    /// Vattani, Chierichetti and Lowenstein, PVLDB 8(8), 2015, doi 10.14778/2757807.2757813.
    /// </summary>
    /// <param name="beta">Above 1 earlier, below 1 later. Default 1; above 0.</param>
    public static ExpiryPolicy XFetch(double beta = 1) => new XFetchExpiry(beta);

    /// <summary>By a function of the entry's expiry.</summary>
    /// <param name="shouldRecompute">Given when the value expires (null: never): true computes it anew, false keeps it.</param>
    public static ExpiryPolicy By(Func<DateTimeOffset?, bool> shouldRecompute)
    {
        ArgumentNullException.ThrowIfNull(shouldRecompute);
        return new FunctionExpiry(shouldRecompute);
    }

    /// <summary>Whether to compute a value anew.</summary>
    /// <param name="entry">The value that is there.</param>
    /// <param name="now">The time.</param>
    /// <param name="random">A number from 0 to below 1.</param>
    public abstract bool ShouldRecompute(CacheEntry entry, DateTimeOffset now, double random);
}
