using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>What a resource takes along to another host besides what is stored: listeners resume there as here, and the backend is not asked sooner.</summary>
/// <param name="Position">Where it was; what was stored has to be at the same.</param>
/// <param name="History">The last updates, oldest first.</param>
/// <param name="Staleness">Why the document may be out of date.</param>
/// <param name="ConfirmedAt">When the source last said that the document is so.</param>
/// <param name="IsUnconfirmed">Whether the document is from a store and was never confirmed since.</param>
/// <param name="Schedule">When it is polled next.</param>
/// <param name="Counters">What became of its polls.</param>
/// <param name="IsPaused">Whether an operator wants that the source is not asked.</param>
public sealed record CarriedResource(
    Position Position, IReadOnlyList<ResourceChanged> History, Staleness? Staleness, DateTimeOffset? ConfirmedAt, bool IsUnconfirmed, CarriedSchedule Schedule, ResourceCounters Counters,
    bool IsPaused = false);

/// <summary>The numbers of a <see cref="PollSchedule"/>.</summary>
/// <param name="Interval">The interval between polls while they succeed.</param>
/// <param name="Failures">How many polls in a row have failed, or could not be sent.</param>
/// <param name="Refused">How many of those were not sent.</param>
/// <param name="Due">When the next poll is due.</param>
/// <param name="NotBefore">Until when the backend, or back-off, wants nobody to ask.</param>
public sealed record CarriedSchedule(TimeSpan Interval, int Failures, int Refused, DateTimeOffset Due, DateTimeOffset NotBefore)
{
    /// <summary>When the backend last told of a change by itself; null where it never has, and from a version that does not say.</summary>
    public DateTimeOffset? ToldAt { get; init; }
}
