namespace Dendrite.Resilience.Injection;

/// <summary>How long one attempt to connect may take, and how often each address is tried.</summary>
/// <param name="AttemptTimeout">For one address; above zero.</param>
/// <param name="Attempts">How often the list of addresses is gone through; at least 1.</param>
public sealed record ConnectionProfile(TimeSpan AttemptTimeout, int Attempts = 3)
{
    /// <summary>For one address.</summary>
    public TimeSpan AttemptTimeout { get; init; } =
        AttemptTimeout > TimeSpan.Zero ? AttemptTimeout : throw new ArgumentOutOfRangeException(nameof(AttemptTimeout), AttemptTimeout, "Above zero.");

    /// <summary>How often the list of addresses is gone through.</summary>
    public int Attempts { get; init; } = Attempts >= 1 ? Attempts : throw new ArgumentOutOfRangeException(nameof(Attempts), Attempts, "At least 1.");

    /// <summary>This machine: 50 ms.</summary>
    public static ConnectionProfile Localhost { get; } = new(TimeSpan.FromSeconds(0.05));

    /// <summary>The same local network: 50 ms.</summary>
    public static ConnectionProfile LocalNetwork { get; } = new(TimeSpan.FromSeconds(0.05));

    /// <summary>The same data centre: 200 ms.</summary>
    public static ConnectionProfile DataCentre { get; } = new(TimeSpan.FromSeconds(0.2));

    /// <summary>Anywhere: 3 s.</summary>
    public static ConnectionProfile Internet { get; } = new(TimeSpan.FromSeconds(3));
}
