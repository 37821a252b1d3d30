using System.ComponentModel.DataAnnotations;

namespace Dendrite.Resilience.Retries;

/// <summary>How often, when and after what a call is made again.</summary>
public class RetryOptions
{
    [ThreadStatic]
    private static Random? ThreadRandom;

    /// <summary>What it is called in errors and logs. Default "retry"; not empty.</summary>
    public string Name { get; set; } = "retry";

    /// <summary>The most attempts, the first included. Default 3; 1 to 1,000.</summary>
    public int MaxAttempts { get; set; } = 3;

    /// <summary>How the delay grows. Default exponential.</summary>
    public Backoff Backoff { get; set; } = Backoff.Exponential;

    /// <summary>How chance spreads it. Default full.</summary>
    public Jitter Jitter { get; set; } = Jitter.Full;

    /// <summary>The delay before the first retry, before jitter. Default 200 ms; zero to 1 day.</summary>
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>No delay is longer. Default 30 s; zero to 1 day. A longer Retry-After ends the retries, as waiting less would be refused.</summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Which failures are worth another attempt. Default null: all but cancellations. Where it throws, none is, and the throw is counted.</summary>
    public Func<Exception, bool>? ShouldRetry { get; set; }

    /// <summary>How long a failure asks to wait. Default null: a breaker that is open says so, nothing else does. Where it throws, no further attempt is made, and the throw is counted.</summary>
    public Func<Exception, TimeSpan?>? RetryAfter { get; set; }

    /// <summary>Limits the share of retries among all calls. Default null: no limit. Share one between the callers of one service.</summary>
    public RetryBudget? Budget { get; set; }

    /// <summary>Told of each failed attempt before the next; the failure and the number of the attempt, from 1. Default null. What it throws is counted.</summary>
    public Action<Exception, int>? OnFailure { get; set; }

    /// <summary>Where chance comes from: numbers from 0 to below 1. It is asked from any thread. Default: one generator a thread.</summary>
    public Func<double> Randomizer { get; set; } = static () => (ThreadRandom ??= new Random()).NextDouble();

    /// <summary>The type of results that it judges, and by which option; null where it judges none.</summary>
    internal virtual (Type Type, string Option)? JudgesResults => null;

    internal bool Retries(Exception exception) =>
        ShouldRetry is { } should ? should(exception) : exception is not OperationCanceledException;

    internal RetryOptions Copy() => (RetryOptions)MemberwiseClone();

    /// <summary>Throws one exception that lists everything that is out of range.</summary>
    internal void Validate()
    {
        var errors = new List<string>();
        var day = TimeSpan.FromDays(1);
        if (string.IsNullOrWhiteSpace(Name)) errors.Add($"{nameof(Name)} is empty.");
        if (MaxAttempts is < 1 or > 1000) errors.Add($"{nameof(MaxAttempts)} is {MaxAttempts}; 1 to 1,000.");
        if (!Enum.IsDefined(Backoff)) errors.Add($"{nameof(Backoff)} is {Backoff}.");
        if (!Enum.IsDefined(Jitter)) errors.Add($"{nameof(Jitter)} is {Jitter}.");
        if (BaseDelay < TimeSpan.Zero || BaseDelay > day) errors.Add($"{nameof(BaseDelay)} is {BaseDelay}; zero to 1 day.");
        if (MaxDelay < TimeSpan.Zero || MaxDelay > day) errors.Add($"{nameof(MaxDelay)} is {MaxDelay}; zero to 1 day.");
        if (Randomizer is null) errors.Add($"{nameof(Randomizer)} is null.");
        if (errors.Count > 0) throw new ValidationException($"The options of retry '{Name}' are not valid: " + string.Join(" ", errors));
    }
}
