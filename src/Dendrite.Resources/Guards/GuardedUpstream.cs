using Dendrite.Protocol;
using Dendrite.Resilience.Breakers;
using Dendrite.Resilience.Guards;
using Dendrite.Resilience.Metrics;

namespace Dendrite.Resources;

/// <summary>
/// The way to a backend through its guard: each poll waits for a place, is counted under its outcome, and while the breaker is
/// open no poll is sent. One attempt each; the poll schedule decides about the next. The time in the queue is ours, not the
/// backend's: neither its time limit nor its breaker sees it.
/// </summary>
internal sealed class GuardedUpstream : IUpstream, IDisposable
{
    private static readonly GuardCall<(GuardedUpstream Way, PollRequest Request), PollOutcome> Poll =
        new(static (state, token) => state.Way.AttemptAsync(state.Request, token))
        {
            JudgeResult = static (state, outcome) => state.Way.Judge(outcome),
        };

    private readonly BackendGuard _own;
    private readonly Guard _guard;
    private readonly BackendDefinition _backend;
    private readonly IUpstream _upstream;
    private readonly BackendGuards _guards;
    private readonly TimeProvider _clock;

    public GuardedUpstream(BackendGuard own, IUpstream upstream, BackendGuards guards, TimeProvider clock)
    {
        _own = own;
        _guard = own.Guard;
        _backend = own.Backend;
        _upstream = upstream;
        _guards = guards;
        _clock = clock;
    }

    public async Task<PollOutcome> PollAsync(PollRequest request, CancellationToken cancellationToken)
    {
        // What will be refused needs no place.
        if (IsShut) return await CallAsync(request, cancellationToken);
        var queuedAt = _clock.GetTimestamp();
        var since = request.WaitingSince ?? _clock.GetUtcNow();
        if (!await _own.Slots.EnterAsync(since, cancellationToken))
        {
            ResourceMetrics.BackendCalls.Add(1, new("backend", _backend.Name), new("outcome", "busy"));
            return new PollOutcome.Busy(since, $"All {_backend.MaxConcurrency} places for requests to '{_backend.Name}' are taken, and {_own.Slots.Waiting} polls wait for one.");
        }
        var waited = _clock.GetElapsedTime(queuedAt);
        try
        {
            var outcome = await CallAsync(request, cancellationToken);
            return waited > TimeSpan.Zero ? outcome with { Waited = waited } : outcome;
        }
        finally
        {
            _own.Slots.Exit();
        }
    }

    internal BackendSlots Slots => _own.Slots;

    public void Dispose() => (_upstream as IDisposable)?.Dispose();

    private bool IsShut => !_guard.Breaker.IsClosed && _guard.Breaker.Status is { State: BreakerState.ForcedOpen } or { State: BreakerState.Open, RetryAfter: null or { Ticks: > 0 } };

    private async Task<PollOutcome> CallAsync(PollRequest request, CancellationToken cancellationToken)
    {
        if (_guard.Breaker.AwaitsPermit && _guards.AskForPermit is { } ask)
            await ask(_guard).WaitAsync(BackendGuards.PermitLimit, _clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        var result = await _guard.ExecuteResultAsync(Poll, (this, request), cancellationToken);
        ResourceMetrics.BackendCalls.Add(1, new("backend", _backend.Name), new("outcome", result is { HasValue: true, Value: PollOutcome.Throttled } ? "throttled" : TextOf(result.Outcome)));
        if (result.Outcome == CallOutcome.Timeout) _own.Note(LateText);
        if (result.Outcome is CallOutcome.Failure or CallOutcome.Timeout || !_guard.Breaker.IsClosed) _guards.RaiseJudged(_guard);
        return result switch
        {
            { HasValue: true } => result.Value!,
            { Outcome: CallOutcome.ShortCircuited } => Refused(_guard.Breaker.Status),
            { Outcome: CallOutcome.Timeout } => new PollOutcome.Failed(DendriteErrorCode.UpstreamTimeout, LateText),
            _ => result.GetValueOrThrow(),
        };
    }

    private string LateText => $"The backend gave no complete answer within {_backend.TimeLimit.TotalSeconds:0.###} s.";

    /// <summary>One attempt, with its document read: an answer that is no JSON is the backend's failure like any other.</summary>
    private async ValueTask<PollOutcome> AttemptAsync(PollRequest request, CancellationToken cancellationToken)
    {
        var outcome = await _upstream.PollAsync(request, cancellationToken);
        // The document that is known already was read when it came.
        if (outcome is not PollOutcome.Answered { Index: null } answered || (!request.Known.IsEmpty && answered.Document.AsSpan().SequenceEqual(request.Known.Span))) return outcome;
        return JsonAnswer.Read(answered, _backend.Lenient);
    }

    private PollOutcome.Failed Refused(BreakerStatus status)
    {
        var why = status.Reason.Length == 0 ? "" : $": {status.Reason}";
        var who = status.By.Length == 0 ? "" : $" (by {status.By})";
        // What the cluster decided tells its cause itself.
        var cause = status.Authority == BreakerAuthority.Local && _own.LastFailure.Length > 0 ? $"; the last: {_own.LastFailure}" : "";
        return new PollOutcome.Failed(DendriteErrorCode.CircuitOpen, $"The backend is not asked for now, its breaker is open{why}{who}{cause}", RetryAfter: status.RetryAfter);
    }

    private CallJudgement Judge(PollOutcome outcome)
    {
        // A probe that was answered at all has told what it was sent to find out; ignored, it would leave the breaker half-open.
        var ignored = _guard.Breaker.State == BreakerState.HalfOpen ? CallJudgement.Success : CallJudgement.BadRequest;
        if (outcome is PollOutcome.Throttled) return ignored;
        if (outcome is not PollOutcome.Failed failed) return CallJudgement.Success;
        var unwell = failed.Code switch
        {
            DendriteErrorCode.UpstreamStatus => failed.StatusCode is >= 500 or 408,
            // It answered; where it sends us is of no use to us, as with any other status of 400.
            DendriteErrorCode.UpstreamRedirect or DendriteErrorCode.Gone or DendriteErrorCode.UpstreamNotReady => false,
            _ => true,
        };
        if (unwell)
        {
            _own.Note(failed.Reason);
            return new CallJudgement(CallVerdict.Failure, RetryAfter: failed.RetryAfter);
        }
        return ignored;
    }

    private static string TextOf(CallOutcome outcome) => outcome switch
    {
        CallOutcome.Success => "success",
        CallOutcome.Failure => "failure",
        CallOutcome.Timeout => "timeout",
        CallOutcome.ShortCircuited => "short_circuited",
        CallOutcome.BadRequest => "bad_request",
        CallOutcome.Cancelled => "cancelled",
        _ => "rejected",
    };
}
