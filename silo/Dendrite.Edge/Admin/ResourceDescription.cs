using System.Text.Json.Serialization;
using Dendrite.Protocol;

namespace Dendrite.Edge.Admin;

/// <summary>A resource as operators see it. Times in milliseconds.</summary>
internal sealed record ResourceDescription(
    string Key, string Backend, string Address, string Scope, int Listeners, string Position, long IntervalMs, DateTimeOffset? ConfirmedAt, int DocumentBytes,
    long Polls, long NotModified, long Updates, long Failures, long BytesReceived, long BytesSaved, double CallsSavedPerMinute, StalenessDescription? Stale, bool Busy, bool Paused,
    long FreshForMs, IReadOnlyList<string> Warnings, bool Flapping, long Dropped, DateTimeOffset? ThrottledUntil, long Throttled)
{
    public static ResourceDescription Of(ResourceReading resource)
    {
        var (key, status) = (resource.Key, resource.Status);
        return new(
            key.ToString(), key.Backend, key.Address, key.Scope, resource.Listeners,
            status.Position.ToString(), (long)status.Interval.TotalMilliseconds, status.ConfirmedAt, status.DocumentBytes, status.Polls, status.NotModified,
            status.Updates, status.Failures, status.BytesReceived, resource.BytesSaved, Math.Round(resource.CallsSavedPerMinute, 1),
            status.Staleness is { } staleness ? StalenessDescription.Of(staleness) : null, status.IsBusy, status.IsPaused,
            (long)status.FreshFor.TotalMilliseconds, status.Warnings ?? [], status.IsFlapping, status.Dropped, status.ThrottledUntil, status.Throttled);
    }
}

/// <summary>Why a resource is stale, since when, and when it is tried again.</summary>
internal sealed record StalenessDescription(
    string Code, string Reason, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Status, DateTimeOffset Since, int Failures, DateTimeOffset NextAttempt)
{
    public static StalenessDescription Of(Staleness staleness) =>
        new(staleness.Code.ToText(), staleness.Reason, staleness.StatusCode, staleness.Since, staleness.Failures, staleness.NextAttempt);
}
