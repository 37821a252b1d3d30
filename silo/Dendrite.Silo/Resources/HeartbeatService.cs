using Dendrite.Contracts.Resources;
using Microsoft.Extensions.Hosting;

namespace Dendrite.Silo.Resources;

/// <summary>Once per silo: sends a comment on connections that have been silent, so that proxies keep them and clients know.</summary>
internal sealed class HeartbeatService(ResourceFeeds feeds, TimeSpan period, TimeProvider clock) : IHostedService, IDisposable
{
    private ITimer? _timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
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
