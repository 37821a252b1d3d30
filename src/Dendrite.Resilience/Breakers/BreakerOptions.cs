using System.ComponentModel.DataAnnotations;

namespace Dendrite.Resilience.Breakers;

/// <summary>
/// When a <see cref="Breaker"/> opens, for how long, and how it recovers. Names and defaults are those of Hystrix
/// (its wiki, page Configuration: circuitBreaker.* and metrics.rollingStats.*); what Hystrix lacks is off by default.
/// </summary>
public sealed class BreakerOptions
{
    /// <summary>What it is called in errors, events and switchboards. Default "breaker"; not empty.</summary>
    public string Name { get; set; } = "breaker";

    /// <summary>The fewest calls within the rolling window before rates are judged. Default 20; at least 1.</summary>
    public int RequestVolumeThreshold { get; set; } = 20;

    /// <summary>It opens when at least this share of the calls within the window failed. Default 50; above 0 to 100 percent.</summary>
    public double ErrorThresholdPercentage { get; set; } = 50;

    /// <summary>How long it stays open before it lets probes through. Default 5 s; 1 ms to 1 day.</summary>
    public TimeSpan SleepWindow { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Each failed recovery doubles the sleep window up to this. Default null: it stays the same. At least <see cref="SleepWindow"/>, at most 1 day.</summary>
    public TimeSpan? MaxSleepWindow { get; set; }

    /// <summary>The time that rates are judged over. Default 10 s; 100 ms to 1 h.</summary>
    public TimeSpan RollingWindow { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many buckets the rolling window moves by. Default 10; 1 to 100.</summary>
    public int RollingBuckets { get; set; } = 10;

    /// <summary>
    /// How many probes each half-open period lets through. Their failure rate, judged as soon as it is certain, decides.
    /// Default 1, as in Hystrix: one success closes, one failure opens. 1 to 1,000.
    /// </summary>
    public int HalfOpenPermits { get; set; } = 1;

    /// <summary>A probe that says nothing for so long counts as failed, so that no lost call keeps it half-open. Default 60 s; 1 ms to 1 day.</summary>
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>It also opens after so many failures in a row, whatever the volume. Default null: it does not. At least 1.</summary>
    public int? ConsecutiveFailureThreshold { get; set; }

    /// <summary>A call that takes at least this long is slow. Default null: none is. Above zero.</summary>
    public TimeSpan? SlowCallDuration { get; set; }

    /// <summary>It opens when at least this share of the calls within the window was slow. Default 100; above 0 to 100 percent. Needs <see cref="SlowCallDuration"/>.</summary>
    public double SlowCallThresholdPercentage { get; set; } = 100;

    /// <summary>The longest that a Retry-After of a failing call can hold it open. Default 5 min; zero ignores Retry-After; at most 1 day.</summary>
    public TimeSpan MaxRetryAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// What an exception says of the health of what was called. Default null: a cancellation is ignored, anything else is a failure.
    /// It may be asked from any thread; where it throws, that is counted and the exception is a failure.
    /// </summary>
    public Func<Exception, CallVerdict>? Judge { get; set; }

    internal CallVerdict VerdictOn(Exception exception)
    {
        if (Judge is { } judge) return judge(exception);
        return exception is OperationCanceledException ? CallVerdict.Ignored : CallVerdict.Failure;
    }

    /// <summary>Throws one exception that lists everything that is out of range.</summary>
    internal void Validate()
    {
        var errors = new List<string>();
        var day = TimeSpan.FromDays(1);
        var millisecond = TimeSpan.FromMilliseconds(1);
        if (string.IsNullOrWhiteSpace(Name)) errors.Add($"{nameof(Name)} is empty.");
        if (RequestVolumeThreshold < 1) errors.Add($"{nameof(RequestVolumeThreshold)} is {RequestVolumeThreshold}; at least 1.");
        if (ErrorThresholdPercentage is not (> 0 and <= 100)) errors.Add($"{nameof(ErrorThresholdPercentage)} is {ErrorThresholdPercentage}; above 0 to 100.");
        if (SleepWindow < millisecond || SleepWindow > day) errors.Add($"{nameof(SleepWindow)} is {SleepWindow}; 1 ms to 1 day.");
        if (MaxSleepWindow < SleepWindow || MaxSleepWindow > day) errors.Add($"{nameof(MaxSleepWindow)} is {MaxSleepWindow}; {nameof(SleepWindow)} to 1 day.");
        if (RollingWindow < TimeSpan.FromMilliseconds(100) || RollingWindow > TimeSpan.FromHours(1)) errors.Add($"{nameof(RollingWindow)} is {RollingWindow}; 100 ms to 1 h.");
        if (RollingBuckets is < 1 or > 100) errors.Add($"{nameof(RollingBuckets)} is {RollingBuckets}; 1 to 100.");
        if (HalfOpenPermits is < 1 or > 1000) errors.Add($"{nameof(HalfOpenPermits)} is {HalfOpenPermits}; 1 to 1,000.");
        if (ProbeTimeout < millisecond || ProbeTimeout > day) errors.Add($"{nameof(ProbeTimeout)} is {ProbeTimeout}; 1 ms to 1 day.");
        if (ConsecutiveFailureThreshold < 1) errors.Add($"{nameof(ConsecutiveFailureThreshold)} is {ConsecutiveFailureThreshold}; at least 1.");
        if (SlowCallDuration <= TimeSpan.Zero) errors.Add($"{nameof(SlowCallDuration)} is {SlowCallDuration}; above zero.");
        if (SlowCallDuration is null && SlowCallThresholdPercentage != 100) errors.Add($"{nameof(SlowCallThresholdPercentage)} is {SlowCallThresholdPercentage}, but no {nameof(SlowCallDuration)} says what is slow.");
        if (SlowCallThresholdPercentage is not (> 0 and <= 100)) errors.Add($"{nameof(SlowCallThresholdPercentage)} is {SlowCallThresholdPercentage}; above 0 to 100.");
        if (MaxRetryAfter < TimeSpan.Zero || MaxRetryAfter > day) errors.Add($"{nameof(MaxRetryAfter)} is {MaxRetryAfter}; zero to 1 day.");
        if (errors.Count > 0) throw new ValidationException($"The options of breaker '{Name}' are not valid: " + string.Join(" ", errors));
    }

    internal BreakerOptions Copy() => (BreakerOptions)MemberwiseClone();
}
