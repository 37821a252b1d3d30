namespace Dendrite.Resources;

/// <summary>The way to one backend. Thread-safe; a call ends within the backend's time limit and never throws for what the backend does.</summary>
public interface IUpstream
{
    /// <summary>Asks once for a document.</summary>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    Task<PollOutcome> PollAsync(PollRequest request, CancellationToken cancellationToken);
}
