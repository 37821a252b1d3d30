namespace Orleans;

/// <summary>Says whether a client that found no silo at its start tries again.</summary>
public interface IClientConnectionRetryFilter
{
    /// <summary>Is asked after each attempt that failed, and may wait before it answers.</summary>
    Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken);
}
