namespace Dendrite.Resilience.Breakers;

// The breaker around a delegate, for callers that use nothing else.
public sealed partial class Breaker
{
    /// <summary>Makes a call if it is let through.</summary>
    /// <exception cref="BreakerOpenException">It was refused; the call was not made.</exception>
    /// <exception cref="ArgumentException">The call gives a task: it would be judged before it has ended. Use ExecuteAsync.</exception>
    public T Execute<T>(Func<T> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        SynchronousCall<T>.Require(nameof(call));
        var permit = Enter(out var startedAt);
        T result;
        try
        {
            result = call();
        }
        catch (Exception e)
        {
            Complete(permit, VerdictOn(e), startedAt, _time.GetTimestamp());
            throw;
        }
        Complete(permit, CallVerdict.Success, startedAt, _time.GetTimestamp());
        return result;
    }

    /// <inheritdoc cref="Execute{T}"/>
    public void Execute(Action call)
    {
        ArgumentNullException.ThrowIfNull(call);
        Execute(ResultlessCall.Of(call));
    }

    /// <summary>Makes a call if it is let through.</summary>
    /// <param name="call">What to call.</param>
    /// <param name="cancellationToken">Handed to the call. Where it is cancelled already no call is made.</param>
    /// <exception cref="BreakerOpenException">It was refused; the call was not made.</exception>
    public async ValueTask<T> ExecuteAsync<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        cancellationToken.ThrowIfCancellationRequested();
        var permit = Enter(out var startedAt);
        T result;
        try
        {
            result = await call(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Complete(permit, VerdictOn(e), startedAt, _time.GetTimestamp());
            throw;
        }
        Complete(permit, CallVerdict.Success, startedAt, _time.GetTimestamp());
        return result;
    }

    /// <inheritdoc cref="ExecuteAsync{T}"/>
    public async ValueTask ExecuteAsync(Func<CancellationToken, ValueTask> call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        await ExecuteAsync(ResultlessCall.Of(call), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A function that goes through the breaker each time it is called; nothing runs now.</summary>
    public Func<T> Wrap<T>(Func<T> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        SynchronousCall<T>.Require(nameof(call));
        return () => Execute(call);
    }

    /// <summary>A function that goes through the breaker each time it is called; nothing runs now.</summary>
    public Func<TArgument, T> Wrap<TArgument, T>(Func<TArgument, T> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        SynchronousCall<T>.Require(nameof(call));
        return argument => Execute(() => call(argument));
    }

    /// <summary>A function that goes through the breaker each time it is called; nothing runs now.</summary>
    public Func<CancellationToken, ValueTask<T>> Wrap<T>(Func<CancellationToken, ValueTask<T>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return token => ExecuteAsync(call, token);
    }

    /// <summary>An action that goes through the breaker each time it is called; nothing runs now.</summary>
    public Action Wrap(Action call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return () => Execute(call);
    }

    private BreakerPermit Enter(out long startedAt)
    {
        startedAt = _time.GetTimestamp();
        return TryEnter(startedAt, out var permit) ? permit : throw BreakerOpenException.Of(Status);
    }
}
