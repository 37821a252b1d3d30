using System.Collections.Concurrent;
using Dendrite.Grains.Resilience;
using Dendrite.Grains.Resources;
using Dendrite.Resilience.Services;
using Microsoft.Extensions.Logging;

namespace Dendrite.Silo.Resilience;

/// <summary>
/// Once per silo: tells the cluster twice a second what each service counted, and sooner where a call failed or a probe
/// ended, for then others wait to hear of it. It runs while the silo is active, so that there is always somebody to tell.
/// </summary>
internal sealed class ServiceReporter : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>How often evidence is sent while nothing is urgent.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<Service, ServiceLink> _links = new();
    private readonly BackendServices _services;
    private readonly string _silo;
    private readonly IClusterClient _cluster;
    private readonly TimeProvider _clock;
    private readonly ILogger<ServiceReporter> _logger;
    private ITimer? _timer;

    public ServiceReporter(
        BackendServices services, IBackends backends, ILocalSiloDetails silo, IClusterClient cluster, TimeProvider clock, ILogger<ServiceReporter> logger)
    {
        // Asked for so that the backends, and with them their services, exist from the start.
        ArgumentNullException.ThrowIfNull(backends);
        _services = services;
        _silo = silo.SiloAddress.ToParsableString();
        _cluster = cluster;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>The name under which this silo reports.</summary>
    public string Silo => _silo;

    /// <summary>Reports everything that there is to tell; ends when it was told or could not be.</summary>
    public Task ReportAsync() => Task.WhenAll(_services.Services.Select(service => LinkOf(service).ReportAsync()));

    public void Participate(ISiloLifecycle lifecycle)
    {
        ArgumentNullException.ThrowIfNull(lifecycle);
        lifecycle.Subscribe(nameof(ServiceReporter), ServiceLifecycleStage.Active, StartAsync, StopAsync);
    }

    private Task StartAsync(CancellationToken cancellationToken)
    {
        _services.Judged += ReportSoon;
        _timer = _clock.CreateTimer(static reporter => ((ServiceReporter)reporter!).ReportAll(), this, Period, Period);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        _services.Judged -= ReportSoon;
        _timer?.Dispose();
        foreach (var link in _links.Values)
        {
            try
            {
                await link.StopAsync().WaitAsync(cancellationToken);
            }
            catch (Exception)
            {
                // Nobody is there to be told; the stream drops a subscriber that does not answer.
                return;
            }
        }
    }

    private void ReportAll()
    {
        foreach (var service in _services.Services) ReportSoon(service);
    }

    private void ReportSoon(Service service) => _ = LinkOf(service).ReportAsync();

    private ServiceLink LinkOf(Service service) => _links.GetOrAdd(service, s => new ServiceLink(s, _silo, _cluster, _clock, _logger));
}
