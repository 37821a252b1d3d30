namespace Dendrite.Protocol;

/// <summary>What one poll of a resource was, as its flight recorder keeps it.</summary>
/// <param name="At">When its outcome was known.</param>
/// <param name="Result">What it brought.</param>
/// <param name="StatusCode">The backend's HTTP status, where the outcome tells one.</param>
/// <param name="Bytes">The size of the answer's body, after decompression.</param>
/// <param name="Took">How long it took, waiting for a place included.</param>
/// <param name="Position">Where the resource was after it.</param>
/// <param name="Next">When the next poll was due then; the end of time while an operator has it paused.</param>
/// <param name="Rule">Why then.</param>
/// <param name="Reason">What was wrong, at most <see cref="LongestReason"/> characters; null where nothing was.</param>
public sealed record PollRecord(
    DateTimeOffset At, PollResult Result, int? StatusCode, int Bytes, TimeSpan Took, Position Position, DateTimeOffset Next, PollRule Rule, string? Reason)
{
    /// <summary>How much of a reason is kept.</summary>
    public const int LongestReason = 200;
}

/// <summary>What a poll brought.</summary>
public enum PollResult
{
    /// <summary>Nothing yet.</summary>
    None,

    /// <summary>Another document.</summary>
    Changed,

    /// <summary>The same document, whole.</summary>
    Unchanged,

    /// <summary>That the document is as it was (304).</summary>
    NotModified,

    /// <summary>An answer that is not believed.</summary>
    Dropped,

    /// <summary>No usable answer.</summary>
    Failed,

    /// <summary>That there is no such document.</summary>
    Gone,

    /// <summary>That the backend's limit of requests allows none for now.</summary>
    Throttled,

    /// <summary>It was not sent, for want of a place among the requests to the backend.</summary>
    Busy,

    /// <summary>It was not sent: the backend's breaker is open.</summary>
    Refused,
}

/// <summary>Why the next poll of a resource is due when it is.</summary>
public enum PollRule
{
    /// <summary>It is the first, due at once.</summary>
    Start,

    /// <summary>The document changed, so the interval was halved.</summary>
    Changed,

    /// <summary>The document is quiet, so the interval grew by half, to the longest at most.</summary>
    Quiet,

    /// <summary>A listener wishes the document to be no older.</summary>
    MaxAge,

    /// <summary>The backend's answer is fresh until then.</summary>
    Freshness,

    /// <summary>The answer took so long that the backend gets as long a rest.</summary>
    SlowAnswer,

    /// <summary>Polls wait longer for a place among the requests to the backend than the interval is.</summary>
    Busy,

    /// <summary>The backend's limit of requests allows none sooner.</summary>
    Throttled,

    /// <summary>Polls fail, and it backs off.</summary>
    Backoff,

    /// <summary>The backend asked for this wait.</summary>
    RetryAfter,

    /// <summary>The backend's breaker is open.</summary>
    BreakerOpen,

    /// <summary>There is no such document, so it is asked for less and less often.</summary>
    Gone,

    /// <summary>The last answer has to come twice before it is believed.</summary>
    Doubted,

    /// <summary>Somebody knows of a change.</summary>
    Poked,

    /// <summary>An operator has it paused.</summary>
    Paused,

    /// <summary>The backend tells of changes itself, and is asked only to be safe.</summary>
    Safety,
}
