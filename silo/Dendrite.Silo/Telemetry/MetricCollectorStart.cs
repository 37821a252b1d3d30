using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dendrite.Silo.Telemetry;

/// <summary>
/// Makes the collector as soon as the server listens: not earlier, to start quickly, and not at the first scrape, so that
/// what rises and falls has its true level.
/// </summary>
internal sealed class MetricCollectorStart(IHostApplicationLifetime lifetime, IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() => ThreadPool.UnsafeQueueUserWorkItem(static services => services.GetService<MetricCollector>(), services, preferLocal: false));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
