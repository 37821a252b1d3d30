using System.ComponentModel.DataAnnotations;

namespace Dendrite.Resilience.Caching;

/// <summary>How long values live and what happens at the end of their life.</summary>
public sealed class CacheOptions
{
    [ThreadStatic]
    private static Random? ThreadRandom;

    /// <summary>How long a value lives. Default null: for ever. Above zero.</summary>
    public TimeSpan? Lifetime { get; set; }

    /// <summary>Gives the moment at which a value that is stored now expires, in place of <see cref="Lifetime"/>; null for never. It must not throw.</summary>
    public Func<DateTimeOffset, DateTimeOffset?>? NextExpiry { get; set; }

    /// <summary>When a value is computed anew. Default: exactly at its expiry.</summary>
    public ExpiryPolicy Expiry { get; set; } = ExpiryPolicy.Static;

    /// <summary>For how long after its expiry a value is still given to those who ask while one of them computes the next (stale-while-revalidate, RFC 5861). Default zero: they wait. Not negative.</summary>
    public TimeSpan StaleWhileComputing { get; set; }

    /// <summary>For how long after its expiry a value is given when computing the next one fails (stale-if-error, RFC 5861). Default zero: the failure is thrown. Not negative.</summary>
    public TimeSpan StaleOnError { get; set; }

    /// <summary>Where chance comes from: numbers from 0 to below 1. It is asked from any thread. Default: one generator a thread.</summary>
    public Func<double> Randomizer { get; set; } = static () => (ThreadRandom ??= new Random()).NextDouble();

    internal CacheOptions Copy() => (CacheOptions)MemberwiseClone();

    /// <summary>Throws one exception that lists everything that is out of range.</summary>
    internal void Validate()
    {
        var errors = new List<string>();
        if (Lifetime <= TimeSpan.Zero) errors.Add($"{nameof(Lifetime)} is {Lifetime}; above zero, or null for ever.");
        if (StaleWhileComputing < TimeSpan.Zero) errors.Add($"{nameof(StaleWhileComputing)} is {StaleWhileComputing}; not negative.");
        if (StaleOnError < TimeSpan.Zero) errors.Add($"{nameof(StaleOnError)} is {StaleOnError}; not negative.");
        if (Expiry is null) errors.Add($"{nameof(Expiry)} is null.");
        if (Randomizer is null) errors.Add($"{nameof(Randomizer)} is null.");
        if (errors.Count > 0) throw new ValidationException("The cache options are not valid: " + string.Join(" ", errors));
    }
}
