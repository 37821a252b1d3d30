using Dendrite.Contracts.Resources;

namespace Dendrite.Edge.Admin;

/// <summary>
/// How often resources are really polled, from one reading of their counters to a later one: a backend's max-age, its limits and back-off
/// make it less often than the interval says. Not thread-safe.
/// </summary>
internal sealed class PollRates
{
    /// <summary>Less than this says nothing yet.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);

    /// <summary>How far back is looked, at least.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private readonly Dictionary<ResourceKey, (Reading Before, Reading Since)> _readings = [];

    /// <summary>The polls a minute; null where it is too early to say.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="polls">Its counter.</param>
    /// <param name="now">When it was read.</param>
    public double? PerMinute(ResourceKey resource, long polls, DateTimeOffset now)
    {
        var reading = new Reading(polls, now);
        // A lower counter is that of another activation.
        if (!_readings.TryGetValue(resource, out var known) || known.Since.Polls > polls) known = (reading, reading);
        else if (now - known.Since.At >= Window) known = (known.Since, reading);
        _readings[resource] = known;
        var elapsed = now - known.Before.At;
        return elapsed < Shortest ? null : (polls - known.Before.Polls) / elapsed.TotalMinutes;
    }

    /// <summary>Forgets all resources but these.</summary>
    public void Retain(IReadOnlySet<ResourceKey> resources)
    {
        foreach (var gone in _readings.Keys.Where(key => !resources.Contains(key)).ToArray()) _readings.Remove(gone);
    }

    private readonly record struct Reading(long Polls, DateTimeOffset At);
}
