using Polly;

namespace Dendrite.Resilience.Guards;

/// <summary>
/// What a guard does for its callers, declared once: a single attempt, what its results mean, and what takes their
/// place when it fails. Immutable; make it once and call it often.
/// </summary>
/// <typeparam name="TState">What an attempt works on; handed through, so that calls need no closure.</typeparam>
/// <typeparam name="T">The type of the result.</typeparam>
public sealed class GuardCall<TState, T>
{
    /// <summary>Declares a call by a function that makes one attempt.</summary>
    /// <param name="attempt">One attempt. Its token is cancelled when the attempt's time is over or the caller goes away.</param>
    public GuardCall(Func<TState, CancellationToken, ValueTask<T>> attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        Run = (state, token) => AsOutcome(attempt, state, token);
    }

    private GuardCall(Func<TState, CancellationToken, ValueTask<Outcome<T>>> run, bool _) => Run = run;

    /// <summary>What a result means. Default null: any result is a success. Where it throws, that is how the call failed, and it says nothing of the health of what was called.</summary>
    public Func<TState, T, CallJudgement>? JudgeResult { get; init; }

    /// <summary>What an exception means for this call. Default null: what <see cref="GuardOptions.Judge"/> says. Where it throws, the exception is a failure.</summary>
    public Func<TState, Exception, CallJudgement>? JudgeException { get; init; }

    /// <summary>
    /// What takes the place of the result when the call failed, timed out or was refused; the exception says why. Not asked
    /// for bad requests and cancelled calls. Default null: the call fails.
    /// </summary>
    public Func<TState, Exception, CancellationToken, ValueTask<T>>? Fallback { get; init; }

    internal Func<TState, CancellationToken, ValueTask<Outcome<T>>> Run { get; }

    /// <summary>Declares a call by a function that gives its failures as values.</summary>
    internal static GuardCall<TState, T> OfOutcome(Func<TState, CancellationToken, ValueTask<Outcome<T>>> run) => new(run, true);

    private static ValueTask<Outcome<T>> AsOutcome(Func<TState, CancellationToken, ValueTask<T>> attempt, TState state, CancellationToken token)
    {
        ValueTask<T> task;
        try
        {
            task = attempt(state, token);
            if (task.IsCompletedSuccessfully) return new(Outcome.FromResult(task.Result));
        }
        catch (Exception e)
        {
            return new(Outcome.FromException<T>(e));
        }
        return AwaitAsync(task);
    }

    [System.Runtime.CompilerServices.AsyncMethodBuilder(typeof(System.Runtime.CompilerServices.PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<Outcome<T>> AwaitAsync(ValueTask<T> task)
    {
        try
        {
            return Outcome.FromResult(await task.ConfigureAwait(false));
        }
        catch (Exception e)
        {
            return Outcome.FromException<T>(e);
        }
    }
}
