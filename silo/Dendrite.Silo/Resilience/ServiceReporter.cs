using System.Collections.Concurrent;
using Dendrite.Grains.Resilience;
using Dendrite.Grains.Resources;
using Dendrite.Resilience.Services;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dendrite.Silo.Resilience;

/// <summary>
/// Once per silo: tells the cluster twice a second what each service counted, and sooner where a call failed or a probe
/// ended, for then others wait to hear of it.
/// </summary>
internal sealed class ServiceReporter : BackgroundService
{
    /// <summary>How often evidence is sent while nothing is urgent.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<Service, ServiceLink> _links = new();
    private readonly BackendServices _services;
    private readonly string _silo;
    private readonly IClusterClient _cluster;
    private readonly TimeProvider _clock;
    private readonly ILogger<ServiceReporter> _logger;

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

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _services.Judged -= ReportSoon;
        await base.StopAsync(cancellationToken);
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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _services.Judged += ReportSoon;
        using var timer = new PeriodicTimer(Period, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                foreach (var service in _services.Services) ReportSoon(service);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops, or could not start; a host that never started would take this for a failure of the service.
        }
    }

    private void ReportSoon(Service service) => _ = LinkOf(service).ReportAsync();

    private ServiceLink LinkOf(Service service) => _links.GetOrAdd(service, s => new ServiceLink(s, _silo, _cluster, _clock, _logger));
}
