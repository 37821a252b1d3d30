namespace Dendrite.Contracts.Guards;

/// <summary>How calls of a guard ended. The first eight end a call, each call in exactly one of them; the rest are counted beside it.</summary>
/// <param name="Success">It ran and gave its result.</param>
/// <param name="Failure">It ran and failed.</param>
/// <param name="Timeout">It ran longer than it was given.</param>
/// <param name="ShortCircuited">It did not run: the breaker was open.</param>
/// <param name="Rejected">It did not run: too many calls were in flight.</param>
/// <param name="PoolRejected">It did not run: every worker was busy and the queue was full.</param>
/// <param name="BadRequest">It ran and failed in a way that says nothing of the guard's health.</param>
/// <param name="Cancelled">The caller went away before it ended.</param>
/// <param name="FallbackSuccess">A fallback took the place of the result.</param>
/// <param name="FallbackFailure">The fallback failed too.</param>
/// <param name="FallbackMissing">The call failed and there was no fallback.</param>
/// <param name="FallbackRejected">The fallback did not run: too many were in flight.</param>
/// <param name="CacheHit">The result came from a cache.</param>
/// <param name="Retry">One more attempt was made after a failed one.</param>
[GenerateSerializer, Immutable, Alias("dendrite.CallCounts")]
public sealed record CallCounts(
    [property: Id(0)] long Success,
    [property: Id(1)] long Failure,
    [property: Id(2)] long Timeout,
    [property: Id(3)] long ShortCircuited,
    [property: Id(4)] long Rejected,
    [property: Id(5)] long PoolRejected,
    [property: Id(6)] long BadRequest,
    [property: Id(7)] long Cancelled,
    [property: Id(8)] long FallbackSuccess,
    [property: Id(9)] long FallbackFailure,
    [property: Id(10)] long FallbackMissing,
    [property: Id(11)] long FallbackRejected,
    [property: Id(12)] long CacheHit,
    [property: Id(13)] long Retry)
{
    /// <summary>The calls that were asked for: every ending, refused ones included.</summary>
    public long Requests => Success + Failure + Timeout + ShortCircuited + Rejected + PoolRejected + BadRequest + Cancelled;

    /// <summary>Failures, time-outs and both kinds of rejection: what Hystrix's health counts as errors. A short circuit is none.</summary>
    public long Errors => Failure + Timeout + Rejected + PoolRejected;
}
