using System.Collections.Concurrent;
using Dendrite.Grains.Guards;
using Dendrite.Resilience.Guards;
using Dendrite.Resources;
using Microsoft.Extensions.Logging;

namespace Dendrite.Hosting.Guards;

/// <summary>
/// Once per silo: tells the cluster what each guard counted, by one timer for all. A guard is told of twice a second while it
/// is called, once where it changed, at once where a call failed or a probe ended, for then others wait to hear of it, and
/// not at all while nothing happens. It runs while the silo is active, so that there is always somebody to tell.
/// </summary>
internal sealed class GuardReporter : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>How often evidence is sent while nothing is urgent.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<Guard, GuardLink> _links = new();
    private readonly BackendGuards _guards;
    private readonly BackendErrors _errors;
    private readonly IActiveSilos _silos;
    private readonly string _silo;
    private readonly IClusterClient _cluster;
    private readonly TimeProvider _clock;
    private readonly ILogger<GuardReporter> _logger;
    private ITimer? _timer;

    public GuardReporter(
        BackendGuards guards, BackendErrors errors, IBackends backends, IActiveSilos silos, ILocalSiloDetails silo, IClusterClient cluster, TimeProvider clock, ILogger<GuardReporter> logger)
    {
        // Asked for so that the backends, and with them their guards, exist from the start.
        ArgumentNullException.ThrowIfNull(backends);
        _guards = guards;
        _errors = errors;
        _silos = silos;
        _silo = silo.SiloAddress.ToParsableString();
        _cluster = cluster;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>The name under which this silo reports.</summary>
    public string Silo => _silo;

    /// <summary>Reports everything that there is to tell; ends when it was told or could not be.</summary>
    public Task ReportAsync() => Task.WhenAll(_guards.All.Select(guard => LinkOf(guard).ReportAsync()));

    /// <summary>Asks for leave to probe, and ends when the answer has been obeyed or there was none.</summary>
    public Task AskForPermitAsync(Guard guard) => LinkOf(guard).AskForPermitAsync();

    public void Participate(ISiloLifecycle lifecycle)
    {
        ArgumentNullException.ThrowIfNull(lifecycle);
        lifecycle.Subscribe(nameof(GuardReporter), ServiceLifecycleStage.Active, StartAsync, StopAsync);
    }

    private Task StartAsync(CancellationToken cancellationToken)
    {
        _guards.Judged += ReportSoon;
        _guards.AskForPermit = AskForPermitAsync;
        _timer = _clock.CreateTimer(static reporter => _ = ((GuardReporter)reporter!).ReportNewsAsync(), this, Period, Period);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        _guards.Judged -= ReportSoon;
        _guards.AskForPermit = null;
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

    /// <summary>One tick: reports the guards that something has happened to, and ends when they were told of or could not be.</summary>
    internal Task ReportNewsAsync()
    {
        _guards.Sharers = _silos.Count;
        // The configuration may have replaced a guard, or taken its backend away.
        foreach (var gone in _links.Keys.Except(_guards.All))
            if (_links.TryRemove(gone, out var link)) _ = link.StopAsync();
        return Task.WhenAll(_guards.All.Select(LinkOf).Where(link => link.HasNews).Select(link => link.ReportAsync()));
    }

    private void ReportSoon(Guard guard) => _ = LinkOf(guard).ReportAsync();

    private GuardLink LinkOf(Guard guard) => _links.GetOrAdd(guard, s => new GuardLink(s, _guards.LastFailureOf, _errors, _silo, _cluster, _clock, _logger));
}
