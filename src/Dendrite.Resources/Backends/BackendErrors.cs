using System.Collections.Concurrent;
using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>The last error of each backend, as this process met it; kept when the backend answers again. Thread-safe.</summary>
public sealed class BackendErrors(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, BackendError> _last = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The last error of a backend; null where it never failed.</summary>
    public BackendError? Last(string backend) => _last.GetValueOrDefault(backend);

    /// <summary>The same way to a backend; what fails on it is noted.</summary>
    public IUpstream Noting(string backend, IUpstream upstream) => new NotingUpstream(this, backend, upstream);

    /// <summary>Forgets all backends but these.</summary>
    public void Retain(IEnumerable<string> backends)
    {
        foreach (var gone in _last.Keys.Except(backends, StringComparer.OrdinalIgnoreCase)) _last.TryRemove(gone, out _);
    }

    private void Note(string backend, PollOutcome.Failed failed) => _last[backend] = new BackendError(clock.GetUtcNow(), failed.Code, failed.Reason, failed.StatusCode);

    private sealed class NotingUpstream(BackendErrors errors, string backend, IUpstream upstream) : IUpstream, IDisposable
    {
        public async Task<PollOutcome> PollAsync(PollRequest request, CancellationToken cancellationToken)
        {
            var outcome = await upstream.PollAsync(request, cancellationToken).ConfigureAwait(false);
            // An open breaker is a consequence; what an operator looks for is the cause. That something is not there is no error of the backend.
            if (outcome is PollOutcome.Failed { Code: not (DendriteErrorCode.CircuitOpen or DendriteErrorCode.Gone) } failed) errors.Note(backend, failed);
            return outcome;
        }

        public void Dispose() => (upstream as IDisposable)?.Dispose();
    }
}

/// <summary>A failure of a backend.</summary>
/// <param name="At">When.</param>
/// <param name="Code">The class of failure.</param>
/// <param name="Reason">What happened, for people.</param>
/// <param name="StatusCode">The HTTP status, where there was one.</param>
public sealed record BackendError(DateTimeOffset At, DendriteErrorCode Code, string Reason, int? StatusCode);
