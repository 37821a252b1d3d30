namespace Dendrite.Resources;

/// <summary>The source that is a backend: each question is one request to it.</summary>
/// <param name="upstream">The way to the backend, looked up for each question: the configuration may have replaced it since the last.</param>
public sealed class PolledSource(Func<IUpstream> upstream) : IResourceSource
{
    /// <inheritdoc/>
    public Task<PollOutcome> AskAsync(PollRequest request, CancellationToken cancellationToken) => upstream().PollAsync(request, cancellationToken);
}

/// <summary>Every configured backend as a source.</summary>
/// <param name="backends">The backends.</param>
public sealed class PolledSources(IBackends backends) : IResourceSources
{
    /// <inheritdoc/>
    public IResourceSource GetSource(string backend)
    {
        _ = backends.GetDefinition(backend);
        return new PolledSource(() => backends.GetUpstream(backend));
    }
}
