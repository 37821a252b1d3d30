namespace Dendrite.Resilience.Retries;

/// <summary>
/// Makes a call again until it succeeds or attempts run out. The first success is returned at once. A failure that is not
/// worth another attempt is thrown as it is if it is the first, else as the last of a <see cref="CompoundException"/>.
/// Any thread may use it; it keeps no state between calls but what its budget holds.
/// </summary>
public sealed class Retry
{
    private readonly RetryOptions _options;
    private readonly TimeProvider _time;

    /// <param name="options">How often and when; copied. The defaults where null.</param>
    /// <param name="time">The clock that delays run on; the system's where null.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">Options are out of range; all are listed.</exception>
    public Retry(RetryOptions? options = null, TimeProvider? time = null)
    {
        _options = options?.Copy() ?? new RetryOptions();
        _options.Validate();
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Makes the call now, on this thread, which also sleeps through the delays.</summary>
    /// <exception cref="CompoundException">Every attempt failed.</exception>
    public T Execute<T>(Func<T> call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        var attempts = new Attempts(_options);
        while (true)
        {
            TimeSpan delay;
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                return call();
            }
            catch (Exception e) when (attempts.GoesOn(e, out delay))
            {
            }
            catch (Exception e) when (attempts.EndsAsCompound(e, cancellationToken))
            {
                throw attempts.Compound(e);
            }
            if (delay > TimeSpan.Zero) Task.Delay(delay, _time, cancellationToken).GetAwaiter().GetResult();
        }
    }

    /// <summary>Makes the call now; delays hold no thread.</summary>
    /// <exception cref="CompoundException">Every attempt failed.</exception>
    public async ValueTask<T> ExecuteAsync<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        var attempts = new Attempts(_options);
        while (true)
        {
            TimeSpan delay;
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                return await call(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (attempts.GoesOn(e, out delay))
            {
            }
            catch (Exception e) when (attempts.EndsAsCompound(e, cancellationToken))
            {
                throw attempts.Compound(e);
            }
            if (delay > TimeSpan.Zero) await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A function that retries each time it is called; nothing runs now.</summary>
    public Func<T> Wrap<T>(Func<T> call) => () => Execute(call);

    /// <summary>A function that retries each time it is called, its argument bound at that time; nothing runs now.</summary>
    public Func<TArgument, T> Wrap<TArgument, T>(Func<TArgument, T> call) => argument => Execute(() => call(argument));

    /// <summary>A function that retries each time it is called; nothing runs now.</summary>
    public Func<CancellationToken, ValueTask<T>> Wrap<T>(Func<CancellationToken, ValueTask<T>> call) => token => ExecuteAsync(call, token);
}
