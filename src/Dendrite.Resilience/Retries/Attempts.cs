using System.Diagnostics;

namespace Dendrite.Resilience.Retries;

/// <summary>The failures of one call so far, and whether another attempt follows. It waits for nothing.</summary>
internal sealed class Attempts
{
    private readonly RetryOptions _options;
    private readonly CallbackFailures _callbacks;
    private readonly List<Exception> _failures = [];
    private RetryDelays _delays;
    private int _count;

    /// <param name="options">How often and when.</param>
    /// <param name="callbacks">Told of what the options' functions throw: it takes away the next attempt, never the failure that there is.</param>
    /// <param name="deposit">Whether the call has yet to be paid in to the budget.</param>
    public Attempts(RetryOptions options, CallbackFailures callbacks, bool deposit = true)
    {
        _options = options;
        _callbacks = callbacks;
        _delays = new(options);
        if (deposit) options.Budget?.Deposit();
    }

    /// <summary>Attempts that have failed.</summary>
    public int Count => _count;

    /// <summary>Whether the last failure was worth another attempt, but none was left or paid for.</summary>
    public bool Exhausted { get; private set; }

    /// <summary>Whether the call ends with all its failures. A caller that went away gets its cancellation as it is, as does one whose first failure was not worth a retry.</summary>
    public bool EndsAsCompound(Exception last, CancellationToken cancellationToken)
    {
        if (last is OperationCanceledException && cancellationToken.IsCancellationRequested) return false;
        return _count > 1 || Exhausted;
    }

    /// <summary>Takes a failure, and says whether and when the next attempt follows.</summary>
    public bool GoesOn(Exception failure, out TimeSpan delay) => GoesOn(failure, retryable: true, null, out delay);

    /// <summary>The same, of a failure that was judged already.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="retryable">Whether another attempt is worth it; the options must agree.</param>
    /// <param name="asked">How long it asks to wait; where null the options say.</param>
    /// <param name="delay">How long to wait.</param>
    public bool GoesOn(Exception failure, bool retryable, TimeSpan? asked, out TimeSpan delay)
    {
        _failures.Add(failure);
        delay = default;
        var wanted = retryable && Wants(failure, ref asked);
        var goesOn = Next(wanted, wanted ? asked : null, ref delay);
        Trace(failure);
        if (!goesOn) return false;
        try
        {
            _options.OnFailure?.Invoke(failure, _count);
        }
        catch (Exception e)
        {
            _callbacks.Note(nameof(RetryOptions.OnFailure), e);
        }
        return true;
    }

    /// <summary>Takes a result that counts as a failure, and says whether and when the next attempt follows.</summary>
    public bool GoesOnAfterResult(TimeSpan? asked, out TimeSpan delay)
    {
        delay = default;
        var goesOn = Next(wanted: true, asked, ref delay);
        Trace("its result counts as a failure");
        return goesOn;
    }

    /// <summary>All failures as one.</summary>
    public CompoundException Compound(Exception last)
    {
        if (_failures.Count == 0 || !ReferenceEquals(_failures[^1], last)) _failures.Add(last);
        return new(_failures, $"'{_options.Name}' gave up after {_count} of {_options.MaxAttempts} attempts");
    }

    private bool Next(bool wanted, TimeSpan? asked, ref TimeSpan delay)
    {
        _count++;
        if (!wanted) return false;
        Exhausted = true;
        if (_count >= _options.MaxAttempts || DelayFor(asked) is not { } next) return false;
        if (_options.Budget is { } budget && !budget.TryWithdraw()) return false;
        Exhausted = false;
        delay = next;
        return true;
    }

    /// <summary>Tells of the attempt that has just failed, the last too, whoever listens that closely.</summary>
    private void Trace(object reason)
    {
        if (Retry.Trace.Switch.ShouldTrace(TraceEventType.Verbose))
            Retry.Trace.TraceEvent(TraceEventType.Verbose, 2, "Attempt {0} of {1} of '{2}' failed: {3}", _count, _options.MaxAttempts, _options.Name, reason);
    }

    private bool Wants(Exception failure, ref TimeSpan? asked)
    {
        try
        {
            if (!_options.Retries(failure)) return false;
            asked ??= RetryDelays.Asked(_options, failure);
            return true;
        }
        catch (Exception e)
        {
            _callbacks.Note($"{nameof(RetryOptions.ShouldRetry)} or {nameof(RetryOptions.RetryAfter)}", e);
            return false;
        }
    }

    private TimeSpan? DelayFor(TimeSpan? asked)
    {
        try
        {
            return _delays.Next(_count, asked);
        }
        catch (Exception e)
        {
            _callbacks.Note(nameof(RetryOptions.Randomizer), e);
            return null;
        }
    }
}
