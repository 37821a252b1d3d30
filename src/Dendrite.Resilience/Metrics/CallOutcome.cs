namespace Dendrite.Resilience.Metrics;

/// <summary>
/// How a call ended, or what happened on its way. The first eight end a call and each call ends in exactly one of them;
/// the rest are counted beside it. The numbers are stable: evidence in transit is a list in this order.
/// </summary>
public enum CallOutcome
{
    /// <summary>It ran and gave its result.</summary>
    Success = 0,

    /// <summary>It ran and failed.</summary>
    Failure = 1,

    /// <summary>It ran longer than it was given.</summary>
    Timeout = 2,

    /// <summary>It did not run: the breaker was open.</summary>
    ShortCircuited = 3,

    /// <summary>It did not run: too many calls were in flight (a semaphore rejection in Hystrix's words).</summary>
    Rejected = 4,

    /// <summary>It did not run: every worker was busy and the queue was full (a thread-pool rejection in Hystrix's words).</summary>
    PoolRejected = 5,

    /// <summary>It ran and failed in a way that says nothing of the guard's health, such as a bad request.</summary>
    BadRequest = 6,

    /// <summary>The caller went away before it ended.</summary>
    Cancelled = 7,

    /// <summary>A fallback took the place of the result.</summary>
    FallbackSuccess = 8,

    /// <summary>The fallback failed too.</summary>
    FallbackFailure = 9,

    /// <summary>The call failed and there was no fallback.</summary>
    FallbackMissing = 10,

    /// <summary>The fallback did not run: too many were in flight.</summary>
    FallbackRejected = 11,

    /// <summary>The result came from a cache.</summary>
    CacheHit = 12,

    /// <summary>One more attempt was made after a failed one.</summary>
    Retry = 13,
}
