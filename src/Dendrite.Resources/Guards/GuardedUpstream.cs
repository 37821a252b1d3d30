using Dendrite.Protocol;
using Dendrite.Resilience.Breakers;
using Dendrite.Resilience.Guards;
using Dendrite.Resilience.Metrics;

namespace Dendrite.Resources;

/// <summary>
/// The way to a backend through its guard: each poll is counted under its outcome, and while the breaker is open no poll
/// is sent. One attempt each; the poll schedule decides about the next.
/// </summary>
internal sealed class GuardedUpstream : IUpstream, IDisposable
{
    private static readonly GuardCall<(GuardedUpstream Way, PollRequest Request), PollOutcome> Poll =
        new(static (state, token) => new ValueTask<PollOutcome>(state.Way._upstream.PollAsync(state.Request, token)))
        {
            JudgeResult = static (state, outcome) => state.Way.Judge(outcome),
        };

    private readonly Guard _guard;
    private readonly BackendDefinition _backend;
    private readonly IUpstream _upstream;
    private readonly Action<Guard> _judged;

    public GuardedUpstream(Guard guard, BackendDefinition backend, IUpstream upstream, Action<Guard> judged)
    {
        _guard = guard;
        _backend = backend;
        _upstream = upstream;
        _judged = judged;
    }

    public async Task<PollOutcome> PollAsync(PollRequest request, CancellationToken cancellationToken)
    {
        var result = await _guard.ExecuteResultAsync(Poll, (this, request), cancellationToken);
        if (result.Outcome is CallOutcome.Failure or CallOutcome.Timeout || !_guard.Breaker.IsClosed) _judged(_guard);
        return result switch
        {
            { HasValue: true } => result.Value!,
            { Outcome: CallOutcome.ShortCircuited } => Refused(_guard.Breaker.Status),
            { Outcome: CallOutcome.Timeout } => new PollOutcome.Failed(
                DendriteErrorCode.UpstreamTimeout, $"The backend gave no complete answer within {_backend.TimeLimit.TotalSeconds:0.###} s."),
            _ => result.GetValueOrThrow(),
        };
    }

    public void Dispose() => (_upstream as IDisposable)?.Dispose();

    private static PollOutcome.Failed Refused(BreakerStatus status)
    {
        var why = status.Reason.Length == 0 ? "" : $": {status.Reason}";
        var who = status.By.Length == 0 ? "" : $" (by {status.By})";
        return new PollOutcome.Failed(DendriteErrorCode.CircuitOpen, $"The backend is not asked for now, its breaker is open{why}{who}.", RetryAfter: status.RetryAfter);
    }

    private CallJudgement Judge(PollOutcome outcome)
    {
        if (outcome is not PollOutcome.Failed failed) return CallJudgement.Success;
        var unwell = failed.Code switch
        {
            DendriteErrorCode.UpstreamStatus => failed.StatusCode is >= 500 or 408 or 429,
            // It answered; what it answered is of no use to us, as with any other status of 400.
            DendriteErrorCode.UpstreamRedirect or DendriteErrorCode.UpstreamContentType or DendriteErrorCode.UpstreamTooLarge => false,
            _ => true,
        };
        if (unwell) return new CallJudgement(CallVerdict.Failure, RetryAfter: failed.RetryAfter);
        // A probe that was answered at all has told what it was sent to find out; ignored, it would leave the breaker half-open.
        return _guard.Breaker.State == BreakerState.HalfOpen ? CallJudgement.Success : CallJudgement.BadRequest;
    }
}
