namespace Dendrite.Resources;

/// <summary>The way to a backend within what it allows: who may not ask waits, or is told when it may, and what the answers say of limits counts for all resources of the backend.</summary>
internal sealed class GovernedUpstream(Allowance allowance, IUpstream inner, BackendGuards guards, TimeProvider clock) : IUpstream, IDisposable
{
    private readonly AllowanceGate _gate = new(allowance, clock);

    public async Task<PollOutcome> PollAsync(PollRequest request, CancellationToken cancellationToken)
    {
        allowance.Sharers = guards.Sharers;
        var queuedAt = clock.GetTimestamp();
        var since = request.WaitingSince ?? clock.GetUtcNow();
        if (await _gate.EnterAsync(since, cancellationToken) is { } later)
            return new PollOutcome.Throttled("The backend's limit allows no request now.", null, later - clock.GetUtcNow()) { Since = since };
        var waited = clock.GetElapsedTime(queuedAt);
        try
        {
            var outcome = await inner.PollAsync(request, cancellationToken);
            Learn(outcome);
            if (outcome is PollOutcome.Throttled thrown) return thrown with { RetryAfter = allowance.NextAt(clock.GetUtcNow()) - clock.GetUtcNow(), Since = since };
            return waited > TimeSpan.Zero ? outcome with { Waited = outcome.Waited + waited } : outcome;
        }
        finally
        {
            allowance.Done();
        }
    }

    public void Dispose()
    {
        _gate.Dispose();
        (inner as IDisposable)?.Dispose();
    }

    private void Learn(PollOutcome outcome)
    {
        var now = clock.GetUtcNow();
        if (outcome.Limits is { } limits) allowance.Told(limits, now);
        if (outcome is PollOutcome.Throttled thrown) allowance.Throttled(thrown.RetryAfter, now);
        else if (outcome.Limits is null) return;
        _gate.Serve();
    }
}
