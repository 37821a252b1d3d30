using Dendrite.Client.Cluster;
using Dendrite.Contracts.Backends;
using Dendrite.Contracts.Guards;
using Dendrite.Edge.Guards;

namespace Dendrite.Edge.Admin;

/// <summary>A backend as operators see it: never its address or its credentials. Resources and listeners are those of this process.</summary>
internal sealed record BackendDescription(
    string Name, bool Public, string Breaker, double RequestsPerSecond, double? ErrorPercentage, int Resources, int Listeners, long TimeLimitMs, int MaxConcurrency, ErrorDescription? LastError)
{
    public static BackendDescription Of(BackendSummary backend, GuardReading guard, IReadOnlyList<(Contracts.Resources.ResourceKey Key, int Listeners)> feeds)
    {
        var own = feeds.Where(feed => feed.Key.Backend == backend.Name).ToArray();
        return new(
            backend.Name, backend.Public, BreakerNames.Of(guard.State), GuardDescription.Rounded(guard.Metrics.RequestsPerSecond),
            guard.Metrics.ErrorPercentage is { } errors ? GuardDescription.Rounded(errors) : null, own.Length, own.Sum(feed => feed.Listeners),
            (long)backend.TimeLimit.TotalMilliseconds, backend.MaxConcurrency, ErrorDescription.Of(guard.Metrics.LastError));
    }

    /// <summary>Every backend, in the order of their names.</summary>
    public static async Task<IReadOnlyList<BackendDescription>> ReadAllAsync(IBackendCatalog backends, IGuards guards, ResourceFeeds feeds, CancellationToken cancellationToken)
    {
        var (all, listened) = (backends.List(), feeds.List());
        var readings = (await guards.ReadAllAsync(cancellationToken)).Where(guard => guard.Key.Rule is null).ToDictionary(guard => guard.Key.Backend, StringComparer.OrdinalIgnoreCase);
        // The configuration may have been read anew in between.
        return [.. all.Where(backend => readings.ContainsKey(backend.Name)).Select(backend => Of(backend, readings[backend.Name], listened))];
    }
}
