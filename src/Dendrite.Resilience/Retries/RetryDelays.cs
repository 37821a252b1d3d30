using Polly.CircuitBreaker;

namespace Dendrite.Resilience.Retries;

/// <summary>The delays of one call's retries. It only counts: it waits for nothing and knows no clock.</summary>
internal struct RetryDelays(RetryOptions options)
{
    private TimeSpan _previous = options.BaseDelay;

    /// <summary>How long to wait before the next attempt, or null when the wait asked for is longer than allowed.</summary>
    /// <param name="failures">Attempts that have failed; at least 1.</param>
    /// <param name="asked">How long the failure asks to wait, if it does.</param>
    public TimeSpan? Next(int failures, TimeSpan? asked)
    {
        if (asked > options.MaxDelay) return null;
        var delay = Jittered(failures);
        if (delay > options.MaxDelay) delay = options.MaxDelay;
        _previous = delay;
        return asked > delay ? asked : delay;
    }

    /// <summary>How long an exception asks to wait.</summary>
    public static TimeSpan? Asked(RetryOptions options, Exception exception)
    {
        if (options.RetryAfter is { } retryAfter) return retryAfter(exception);
        return exception is BrokenCircuitException { RetryAfter: { } after } ? after : null;
    }

    private readonly TimeSpan Jittered(int failures)
    {
        var growth = options.Backoff switch
        {
            Backoff.Exponential => Math.Pow(2, failures - 1),
            Backoff.Linear => failures,
            _ => 1,
        };
        // Capped before jitter, or a high cap of a high power would take the chance out of it.
        var ticks = Math.Min(options.BaseDelay.Ticks * growth, options.MaxDelay.Ticks);
        ticks = options.Jitter switch
        {
            Jitter.Full => ticks * options.Randomizer(),
            Jitter.Equal => ticks / 2 + ticks / 2 * options.Randomizer(),
            Jitter.Decorrelated => Decorrelated(),
            _ => ticks,
        };
        return TimeSpan.FromTicks((long)ticks);
    }

    private readonly double Decorrelated()
    {
        var lowest = (double)options.BaseDelay.Ticks;
        return lowest + (Math.Max(lowest, 3.0 * _previous.Ticks) - lowest) * options.Randomizer();
    }
}
