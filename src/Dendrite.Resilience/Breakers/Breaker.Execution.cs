namespace Dendrite.Resilience.Breakers;

// The breaker around a delegate, for callers that use nothing else.
public sealed partial class Breaker
{
    /// <summary>Makes a call if it is let through.</summary>
    /// <exception cref="BreakerOpenException">It was refused; the call was not made.</exception>
    public T Execute<T>(Func<T> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var startedAt = _time.GetTimestamp();
        if (!TryEnter(startedAt, out var permit)) throw BreakerOpenException.Of(Status);
        try
        {
            var result = call();
            Complete(permit, CallVerdict.Success, startedAt, _time.GetTimestamp());
            return result;
        }
        catch (Exception e)
        {
            Complete(permit, _options.VerdictOn(e), startedAt, _time.GetTimestamp());
            throw;
        }
    }

    /// <inheritdoc cref="Execute{T}"/>
    public void Execute(Action call)
    {
        ArgumentNullException.ThrowIfNull(call);
        Execute(() =>
        {
            call();
            return true;
        });
    }

    /// <summary>Makes a call if it is let through.</summary>
    /// <param name="call">What to call.</param>
    /// <param name="cancellationToken">Handed to the call.</param>
    /// <exception cref="BreakerOpenException">It was refused; the call was not made.</exception>
    public async ValueTask<T> ExecuteAsync<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        var startedAt = _time.GetTimestamp();
        if (!TryEnter(startedAt, out var permit)) throw BreakerOpenException.Of(Status);
        try
        {
            var result = await call(cancellationToken).ConfigureAwait(false);
            Complete(permit, CallVerdict.Success, startedAt, _time.GetTimestamp());
            return result;
        }
        catch (Exception e)
        {
            Complete(permit, _options.VerdictOn(e), startedAt, _time.GetTimestamp());
            throw;
        }
    }

    /// <summary>What an exception says of the health of what was called, by <see cref="BreakerOptions.Judge"/>.</summary>
    public CallVerdict VerdictOn(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return _options.VerdictOn(exception);
    }
}
