using System.Collections.Concurrent;
using Dendrite.Client.Cluster;
using Dendrite.Contracts.Resources;
using Dendrite.Protocol;
using Dendrite.Resources;
using Microsoft.Extensions.Logging;

namespace Dendrite.Hosting;

/// <summary>
/// Once per silo: holds a lease on each resource that a backend declares as always on, so that it is polled whether anybody listens or not. All silos
/// renew one lease, so any of them may go; what is declared no more ends with it.
/// </summary>
internal sealed partial class AlwaysOnResources(IBackends backends, IGrainFactory grains, TimeProvider clock, ILogger<AlwaysOnResources> logger) : SiloTask
{
    /// <summary>How often the lease is renewed; it lasts three times as long.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(20);

    /// <summary>How long a resource may take to answer; the next renewal asks again.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static readonly Guid Lease = new("5d0c6f0b-7e0a-4d59-9f53-6a1f5b0a0a01");

    private readonly ConcurrentDictionary<ResourceKey, string> _refused = new();

    protected override async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Period, clock);
        do await RenewAsync(stopping);
        while (await timer.WaitForNextTickAsync(stopping));
    }

    private async Task RenewAsync(CancellationToken stopping)
    {
        var resources = Declared();
        if (resources.Length == 0) return;
        // Spread, so that those that begin together are not asked together.
        var pause = Period / 2 / resources.Length;
        if (pause > TimeSpan.FromSeconds(1)) pause = TimeSpan.FromSeconds(1);
        foreach (var resource in resources)
        {
            _ = RenewAsync(resource, stopping);
            await Task.Delay(pause, clock, stopping);
        }
    }

    private ResourceKey[] Declared()
    {
        try
        {
            return [.. backends.Names.SelectMany(name => backends.GetDefinition(name).AlwaysOnAddresses).Select(ResourceKey.OfPublic)];
        }
        catch (InvalidRequestException)
        {
            // A backend has gone from the configuration in between; the next round sees what there is then.
            return [];
        }
    }

    private async Task RenewAsync(ResourceKey resource, CancellationToken stopping)
    {
        try
        {
            var asked = grains.GetResource(resource).ListenAsync(new ListenRequest(resource, Lease, ResourceFormat.None, null), stopping);
            asked.Ignore();
            await asked.WaitAsync(Limit, clock, stopping);
            _refused.TryRemove(resource, out _);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The silo stops; the others renew.
        }
        catch (Exception e)
        {
            // Each reason once: it is asked again in a moment.
            var why = e is DendriteException or TimeoutException ? e.Message : ClusterFaults.Of(e)?.Message ?? e.ToString();
            if (!_refused.TryGetValue(resource, out var told) || told != why) LogRefused(logger, $"{resource.Backend}/{resource.Path}", why);
            _refused[resource] = why;
        }
    }

    [LoggerMessage(EventIds.AlwaysOnRefused, LogLevel.Warning, "Resource {Resource} is to be always on and is not for now: {Reason}")]
    private static partial void LogRefused(ILogger logger, string resource, string reason);
}
