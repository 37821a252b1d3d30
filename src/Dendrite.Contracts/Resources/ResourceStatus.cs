using Dendrite.Protocol;

namespace Dendrite.Contracts.Resources;

/// <summary>What a resource has done since its activation.</summary>
/// <param name="Position">Where it is.</param>
/// <param name="Feeds">How many feeds hold a lease.</param>
/// <param name="Interval">The present interval between polls.</param>
/// <param name="DocumentBytes">The size of the document; zero while none is known.</param>
/// <param name="Polls">Requests sent to the backend.</param>
/// <param name="NotModified">How many of them were answered 304.</param>
/// <param name="Unchanged">How many brought a whole document equal to the last one.</param>
/// <param name="Updates">How many brought a change.</param>
/// <param name="Failures">How many failed.</param>
/// <param name="BytesReceived">Body bytes received from the backend, after decompression.</param>
/// <param name="Staleness">Set while polls fail.</param>
/// <param name="ConfirmedAt">When the backend last said that the document is so; null before the first answer of this activation.</param>
/// <param name="IsBusy">Whether its polls wait for a place among the requests to the backend for longer than the interval, or found none.</param>
/// <param name="IsPaused">Whether an operator has paused it; who and why is in the staleness.</param>
/// <param name="FreshFor">How long the backend's last answer asked not to be asked again, as far as that is obeyed.</param>
/// <param name="Warnings">What is odd about the backend's answers, one sentence each; null from a silo of version 0.1.</param>
/// <param name="IsFlapping">Whether the backend gives the same few documents in turn, as replicas do of which one is behind.</param>
/// <param name="Dropped">How many answers were dropped: older than the document, or so small that they have to come twice.</param>
/// <param name="ThrottledUntil">Until when the backend's limit of requests holds the next poll back; null where it does not.</param>
/// <param name="Throttled">How many polls were thrown out, or not sent, for the sake of that limit.</param>
/// <param name="Due">When the next poll is due; the end of time while it is paused, null while nobody uses the resource.</param>
/// <param name="Rule">Why then.</param>
/// <param name="ChangedAt">When the document last changed, as far as is known.</param>
/// <param name="ChangesEvery">The time between two changes, on average; null before the second.</param>
/// <param name="MaxAge">The least age that a listener wishes the document to stay below; null for none.</param>
/// <param name="LastPoll">The last poll; null before the first of this activation.</param>
[GenerateSerializer, Immutable, Alias("dendrite.ResourceStatus")]
public sealed record ResourceStatus(
    [property: Id(0)] Position Position,
    [property: Id(1)] int Feeds,
    [property: Id(2)] TimeSpan Interval,
    [property: Id(3)] int DocumentBytes,
    [property: Id(4)] long Polls,
    [property: Id(5)] long NotModified,
    [property: Id(6)] long Unchanged,
    [property: Id(7)] long Updates,
    [property: Id(8)] long Failures,
    [property: Id(9)] long BytesReceived,
    [property: Id(10)] Staleness? Staleness,
    [property: Id(11)] DateTimeOffset? ConfirmedAt,
    [property: Id(12)] bool IsBusy = false,
    [property: Id(13)] bool IsPaused = false,
    [property: Id(14)] TimeSpan FreshFor = default,
    [property: Id(15)] IReadOnlyList<string>? Warnings = null,
    [property: Id(16)] bool IsFlapping = false,
    [property: Id(17)] long Dropped = 0,
    [property: Id(18)] DateTimeOffset? ThrottledUntil = null,
    [property: Id(19)] long Throttled = 0,
    [property: Id(20)] DateTimeOffset? Due = null,
    [property: Id(21)] PollRule Rule = PollRule.Start,
    [property: Id(22)] DateTimeOffset? ChangedAt = null,
    [property: Id(23)] TimeSpan? ChangesEvery = null,
    [property: Id(24)] TimeSpan? MaxAge = null,
    [property: Id(25)] PollRecord? LastPoll = null);
