using System.ComponentModel.DataAnnotations;
using System.Diagnostics;

namespace Dendrite.Resilience.Retries;

/// <summary>
/// Makes a call again until it succeeds or attempts run out. The first success is returned at once. A failure that is not
/// worth another attempt is thrown as it is if it is the first, else as the last of a <see cref="CompoundException"/>.
/// Any thread may use it; it keeps no state between calls but what its budget holds.
/// </summary>
public sealed class Retry
{
    /// <summary>The trace source that failures of the options' functions go to, and at the level verbose each attempt that fails; listen to it, or set its level, by this name.</summary>
    public const string Channel = "dendrite.retries";

    internal static readonly TraceSource Trace = new(Channel, SourceLevels.Error);

    private readonly CallbackFailures _callbacks;
    private readonly RetryOptions _options;
    private readonly TimeProvider _time;

    /// <param name="options">How often and when; copied. The defaults where null.</param>
    /// <param name="time">The clock that delays run on; the system's where null.</param>
    /// <exception cref="ValidationException">Options are out of range, all are listed; or they judge results, which only a pipeline for that type does.</exception>
    public Retry(RetryOptions? options = null, TimeProvider? time = null)
    {
        _options = options?.Copy() ?? new RetryOptions();
        _options.Validate();
        if (_options.JudgesResults is { } judged)
            throw new ValidationException($"{judged.Option} of retry '{_options.Name}' is not asked here; add it to a ResiliencePipelineBuilder<{judged.Type.Name}> by AddRetries.");
        _time = time ?? TimeProvider.System;
        _callbacks = new(Trace, _options.Name);
    }

    /// <summary>How many of the options' functions have thrown. What they threw goes to the trace source <see cref="Channel"/> and no further.</summary>
    public long CallbackFailures => _callbacks.Count;

    /// <summary>Makes the call now, on this thread, which also sleeps through the delays.</summary>
    /// <exception cref="CompoundException">Every attempt failed.</exception>
    public T Execute<T>(Func<T> call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        SynchronousCall<T>.Require(nameof(call));
        var attempts = new Attempts(_options, _callbacks);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TimeSpan delay;
            try
            {
                return call();
            }
            catch (Exception e) when (!IsCallersOwn(e, cancellationToken) && attempts.GoesOn(e, out delay))
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
        var attempts = new Attempts(_options, _callbacks);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TimeSpan delay;
            try
            {
                return await call(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (!IsCallersOwn(e, cancellationToken) && attempts.GoesOn(e, out delay))
            {
            }
            catch (Exception e) when (attempts.EndsAsCompound(e, cancellationToken))
            {
                throw attempts.Compound(e);
            }
            if (delay > TimeSpan.Zero) await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc cref="Execute{T}"/>
    public void Execute(Action call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        Execute(ResultlessCall.Of(call), cancellationToken);
    }

    /// <inheritdoc cref="ExecuteAsync{T}"/>
    public async ValueTask ExecuteAsync(Func<CancellationToken, ValueTask> call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        await ExecuteAsync(ResultlessCall.Of(call), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A function that retries each time it is called; nothing runs now.</summary>
    public Func<T> Wrap<T>(Func<T> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        SynchronousCall<T>.Require(nameof(call));
        return () => Execute(call);
    }

    /// <summary>A function that retries each time it is called, its argument bound at that time; nothing runs now.</summary>
    public Func<TArgument, T> Wrap<TArgument, T>(Func<TArgument, T> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        SynchronousCall<T>.Require(nameof(call));
        return argument => Execute(() => call(argument));
    }

    /// <summary>A function that retries each time it is called; nothing runs now.</summary>
    public Func<CancellationToken, ValueTask<T>> Wrap<T>(Func<CancellationToken, ValueTask<T>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return token => ExecuteAsync(call, token);
    }

    /// <summary>Whether the caller went away: that is no failure, whatever the options say of failures, and reaches it as it is.</summary>
    private static bool IsCallersOwn(Exception exception, CancellationToken cancellationToken) =>
        exception is OperationCanceledException && cancellationToken.IsCancellationRequested;
}
