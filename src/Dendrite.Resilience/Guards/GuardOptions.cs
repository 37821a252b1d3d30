using System.ComponentModel.DataAnnotations;
using Dendrite.Resilience.Breakers;
using Dendrite.Resilience.Metrics;
using Dendrite.Resilience.Retries;

namespace Dendrite.Resilience.Guards;

/// <summary>
/// One declaration of how a guard is called: how many calls at once, how long each may take, when to try again, when
/// to stop. Defaults are Hystrix's (wiki, page Configuration); retries, which Hystrix lacks, are off.
/// </summary>
public sealed class GuardOptions
{
    /// <summary>What the guard is called in errors, metrics and switchboards. Default "guard"; not empty.</summary>
    public string Name { get; set; } = "guard";

    /// <summary>The most calls in flight at once; the next is refused at once. Default 10 (execution.isolation.semaphore.maxConcurrentRequests); null for no limit; at least 1.</summary>
    public int? MaxConcurrentCalls { get; set; } = 10;

    /// <summary>Workers with a bounded queue, within <see cref="MaxConcurrentCalls"/>. Default null: calls never wait.</summary>
    public WorkerPoolOptions? Pool { get; set; }

    /// <summary>How long one attempt may take. Default 1 s (execution.isolation.thread.timeoutInMilliseconds); null for no limit; 1 ms to 1 day.</summary>
    public TimeSpan? AttemptTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a call may take with its queueing, retries and delays. Default null: no limit; 1 ms to 1 day.</summary>
    public TimeSpan? TotalTimeout { get; set; }

    /// <summary>When the breaker opens and recovers; its name is the guard's. Default: Hystrix's.</summary>
    public BreakerOptions Breaker { get; set; } = new();

    /// <summary>Retries. Default null: one attempt.</summary>
    public RetryOptions? Retry { get; set; }

    /// <summary>The windows of the metrics.</summary>
    public MetricsOptions Metrics { get; set; } = new();

    /// <summary>The most fallbacks in flight at once. Default 10 (fallback.isolation.semaphore.maxConcurrentRequests); at least 1.</summary>
    public int MaxConcurrentFallbacks { get; set; } = 10;

    /// <summary>What an exception means. Default null: all are retryable failures, as far as <see cref="RetryOptions.ShouldRetry"/> agrees; so too where it throws, which is counted.</summary>
    public Func<Exception, CallJudgement>? Judge { get; set; }

    /// <summary>Throws one exception that lists everything that is out of range here; the parts check theirs.</summary>
    internal void Validate()
    {
        var errors = new List<string>();
        var day = TimeSpan.FromDays(1);
        if (string.IsNullOrWhiteSpace(Name)) errors.Add($"{nameof(Name)} is empty.");
        if (MaxConcurrentCalls < 1) errors.Add($"{nameof(MaxConcurrentCalls)} is {MaxConcurrentCalls}; at least 1.");
        if (MaxConcurrentFallbacks < 1) errors.Add($"{nameof(MaxConcurrentFallbacks)} is {MaxConcurrentFallbacks}; at least 1.");
        if (AttemptTimeout < TimeSpan.FromMilliseconds(1) || AttemptTimeout > day) errors.Add($"{nameof(AttemptTimeout)} is {AttemptTimeout}; 1 ms to 1 day.");
        if (TotalTimeout < TimeSpan.FromMilliseconds(1) || TotalTimeout > day) errors.Add($"{nameof(TotalTimeout)} is {TotalTimeout}; 1 ms to 1 day.");
        if (Pool is { Workers: < 1 }) errors.Add($"{nameof(Pool)}.{nameof(WorkerPoolOptions.Workers)} is {Pool.Workers}; at least 1.");
        if (Pool is { QueueLimit: < 0 }) errors.Add($"{nameof(Pool)}.{nameof(WorkerPoolOptions.QueueLimit)} is {Pool.QueueLimit}; not negative.");
        if (Breaker is null) errors.Add($"{nameof(Breaker)} is null.");
        else if (Breaker.Judge is not null) errors.Add($"{nameof(Breaker)}.{nameof(BreakerOptions.Judge)} is not asked by a guard; use {nameof(Judge)}.");
        if (Metrics is null) errors.Add($"{nameof(Metrics)} is null.");
        if (Retry?.JudgesResults is { } judged) errors.Add($"{nameof(Retry)}.{judged.Option} is not asked by a guard; use {nameof(GuardCall<,>.JudgeResult)} of its calls.");
        if (errors.Count > 0) throw new ValidationException($"The options of guard '{Name}' are not valid: " + string.Join(" ", errors));
    }

    internal GuardOptions Copy() => (GuardOptions)MemberwiseClone();
}
