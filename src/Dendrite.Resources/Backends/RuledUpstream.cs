using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>The way to a backend that has rules: no path that they do not let through is ever asked for, and each rule's calls go through its guard.</summary>
internal sealed class RuledUpstream(BackendDefinition backend, IUpstream unnamed, IReadOnlyDictionary<string, IUpstream> guarded) : IUpstream, IDisposable
{
    public Task<PollOutcome> PollAsync(PollRequest request, CancellationToken cancellationToken) =>
        backend.RuleOf(request.Path) is not { } rule ? Task.FromResult<PollOutcome>(new PollOutcome.Failed(DendriteErrorCode.PathNotAllowed, backend.Refusal(request.Path)))
        : rule.Guard is { } name ? guarded[name].PollAsync(request, cancellationToken)
        : unnamed.PollAsync(request, cancellationToken);

    public void Dispose()
    {
        // The ways through the rules' guards lead over the same connections.
        (unnamed as IDisposable)?.Dispose();
    }
}
