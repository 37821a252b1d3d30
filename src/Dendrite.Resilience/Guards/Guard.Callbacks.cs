using System.Diagnostics;
using Dendrite.Resilience.Breakers;
using Dendrite.Resilience.Metrics;

namespace Dendrite.Resilience.Guards;

// Code of the user's that a call asks on its way. Whatever it throws, places and permits go back and the call has an outcome.
public sealed partial class Guard
{
    /// <summary>The trace source that failures of judges and other functions of the options go to; listen to it, or set its level, by this name.</summary>
    public const string Channel = "dendrite.guards";

    private static readonly TraceSource Trace = new(Channel, SourceLevels.Error);

    private readonly CallbackFailures _callbacks;

    /// <summary>How many judges, handlers and other functions of the options have thrown. What they threw goes to the trace source <see cref="Channel"/>, or the breaker's.</summary>
    public long CallbackFailures => _callbacks.Count + Breaker.CallbackFailures;

    internal event Action<string, Exception>? CallbackFailed
    {
        add
        {
            _callbacks.Noted += value;
            Breaker.CallbackFailed += value;
        }
        remove
        {
            _callbacks.Noted -= value;
            Breaker.CallbackFailed -= value;
        }
    }

    private AttemptEnd<T> JudgeResult<TState, T>(GuardCall<TState, T> call, TState state, T value)
    {
        if (call.JudgeResult is not { } judge) return new(CallOutcome.Success, CallJudgement.Success, value, null);
        CallJudgement judgement;
        try
        {
            judgement = judge(state, value);
        }
        catch (Exception e)
        {
            _callbacks.Note(nameof(call.JudgeResult), e);
            Discard(value);
            return new(CallOutcome.Failure, CallJudgement.BadRequest, default, e);
        }
        var outcome = judgement.Verdict switch
        {
            CallVerdict.Success => CallOutcome.Success,
            CallVerdict.Failure => CallOutcome.Failure,
            _ => CallOutcome.BadRequest,
        };
        return new(outcome, judgement, value, null);
    }

    private CallJudgement JudgeException<TState, T>(GuardCall<TState, T> call, TState state, Exception exception)
    {
        try
        {
            return call.JudgeException?.Invoke(state, exception) ?? _options.Judge?.Invoke(exception) ?? CallJudgement.Failure;
        }
        catch (Exception e)
        {
            _callbacks.Note(nameof(GuardOptions.Judge), e);
            return CallJudgement.Failure;
        }
    }

    /// <summary>A result that nobody will get, such as an HTTP answer that is asked for anew.</summary>
    private void Discard<T>(T? value)
    {
        try
        {
            (value as IDisposable)?.Dispose();
        }
        catch (Exception e)
        {
            _callbacks.Note(nameof(IDisposable.Dispose), e);
        }
    }
}
