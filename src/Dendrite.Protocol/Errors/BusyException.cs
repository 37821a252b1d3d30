namespace Dendrite.Protocol;

/// <summary>A limit of this server or cluster is reached for now; nothing was changed.</summary>
public sealed class BusyException(string message, TimeSpan? retryAfter = null) : DendriteException(DendriteErrorCode.Busy, message)
{
    /// <summary>How long to wait before asking again. Default 5 s.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter ?? TimeSpan.FromSeconds(5);
}
