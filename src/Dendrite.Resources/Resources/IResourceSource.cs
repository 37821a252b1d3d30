using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>
/// Where the documents of resources come from. <see cref="ResourceCore"/> takes outcomes and does not know whose they are;
/// only <see cref="PolledSource"/> knows of backends. Thread-safe.
/// </summary>
public interface IResourceSource
{
    /// <summary>Asks once for a document. The host asks one question at a time for each resource, when its schedule says so or after a poke.</summary>
    /// <param name="request">Which document, and how the last one was versioned; who sees that it is still that one may answer "not modified".</param>
    /// <param name="cancellationToken">Gives the question up.</param>
    /// <returns>What it brought. What goes wrong on the source's side is an outcome too, never an exception.</returns>
    /// <exception cref="InvalidRequestException">The source is not there any more; asking again will not help.</exception>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    Task<PollOutcome> AskAsync(PollRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Says when a document may have changed, so that it is asked for at once instead of at its next turn, for as long as it is
    /// listened to. The core still decides whether it has; a poke too many costs one question, a poke too few the time to the next turn.
    /// </summary>
    /// <param name="path">The document's path, as in <see cref="PollRequest"/>.</param>
    /// <param name="query">Its query.</param>
    /// <param name="poke">To be called, on any thread; it does not block and does not throw.</param>
    /// <returns>Ends it when disposed; null where the source cannot know, which is the default.</returns>
    IDisposable? Watch(string path, string query, Action poke) => null;
}
