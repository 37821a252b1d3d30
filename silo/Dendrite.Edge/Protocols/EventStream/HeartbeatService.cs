using Dendrite.Client.Cluster;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Dendrite.Edge.Protocols.EventStream;

/// <summary>Once per silo: sends a comment on connections that have been silent, so that proxies keep them and clients know.</summary>
internal sealed class HeartbeatService(ResourceFeeds feeds, IOptions<EdgeOptions> options, TimeProvider clock) : IHostedService, IDisposable
{
    private ITimer? _timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var period = options.Value.Heartbeat;
        _timer = clock.CreateTimer(static feeds => ((ResourceFeeds)feeds!).Beat(), feeds, period, period);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _timer?.Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _timer?.Dispose();
}
