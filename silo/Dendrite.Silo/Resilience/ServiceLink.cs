using Dendrite.Contracts.Resilience;
using Dendrite.Contracts.Streams;
using Dendrite.Grains.Resilience;
using Dendrite.Resilience.Services;
using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace Dendrite.Silo.Resilience;

/// <summary>
/// Between one service of this silo and its grains: reports what the service counted, and obeys what comes back by answer
/// or by stream. One report is under way at a time; one that was not answered is sent again as it was, so that it counts
/// once, while the service goes on counting. What nobody can be told in time is dropped: the local breaker goes on alone.
/// </summary>
internal sealed partial class ServiceLink(Service service, string silo, IClusterClient cluster, TimeProvider clock, ILogger logger)
{
    /// <summary>How long one call to a grain may take.</summary>
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(5);

    /// <summary>A silent silo shows so often that it is there; a third of the time after which it would be taken for gone.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(2);

    /// <summary>Evidence that could not be told for so long says nothing of the present.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    private readonly IBreakerGrain _breaker = cluster.GetBreaker(service.Name);
    private readonly IMetricsGrain _metrics = cluster.GetMetrics(service.Name);
    private readonly Lock _lock = new();
    private StreamSubscriptionHandle<BreakerTransitioned>? _subscription;
    private BreakerReport? _breakerReport;
    private MetricsReport? _metricsReport;
    private DateTimeOffset _composedAt;
    private DateTimeOffset _reportedAt = DateTimeOffset.MinValue;
    private long _sequence;
    private Task? _running;
    private bool _again;
    private bool _isCutOff;

    /// <summary>Reports now: at once, or once more right after the report that is under way. Ends when what was counted before has been told, or could not be.</summary>
    public Task ReportAsync()
    {
        lock (_lock)
        {
            if (_running is { IsCompleted: false } running)
            {
                _again = true;
                return running;
            }
            return _running = Task.Run(RunAsync);
        }
    }

    /// <summary>Ends the subscription; the silo is going away.</summary>
    public async Task StopAsync()
    {
        if (_subscription is { } subscription) await subscription.UnsubscribeAsync();
    }

    private async Task RunAsync()
    {
        while (true)
        {
            await ReportOnceAsync();
            lock (_lock)
            {
                if (!_again)
                {
                    _running = null;
                    return;
                }
                _again = false;
            }
        }
    }

    private async Task ReportOnceAsync()
    {
        try
        {
            _subscription ??= await cluster.GetStreamProvider(DendriteStreams.ProviderName).GetBreakerStream(service.Name)
                .SubscribeAsync((transition, _) => Obey(transition.AnswerFor(silo)));
            Compose();
            if (_breakerReport is null || _metricsReport is null) return;
            using var limit = new CancellationTokenSource(CallLimit, clock);
            await Obey(await _breaker.ReportAsync(_breakerReport, limit.Token).WaitAsync(limit.Token));
            _breakerReport = null;
            await _metrics.ReportAsync(_metricsReport, limit.Token).WaitAsync(limit.Token);
            _metricsReport = null;
            _reportedAt = clock.GetUtcNow();
            if (_isCutOff) LogReached(logger, service.Name);
            _isCutOff = false;
        }
        catch (Exception e)
        {
            if (!_isCutOff) LogCutOff(logger, e, service.Name);
            _isCutOff = true;
        }
    }

    /// <summary>The next report, unless one is still to be told or there is nothing to tell.</summary>
    private void Compose()
    {
        var now = clock.GetUtcNow();
        if (now - _composedAt > LongestDelay) (_breakerReport, _metricsReport) = (null, null);
        if (_breakerReport is not null || _metricsReport is not null)
        {
            _breakerReport ??= service.Breaker.Drain().ToReport(service.Breaker.Status, silo, ++_sequence);
            return;
        }
        // Drained before the status is read: a probe's result may then go under a newer version, never get lost under an older one.
        var evidence = service.Breaker.Drain();
        var metrics = service.Metrics.Drain();
        var status = service.Breaker.Status;
        var isQuiet = evidence is { Calls: 0, Refused: 0, ProbeFailures: 0 } && metrics.Counts.Requests == 0 && service.Breaker.IsClosed;
        if (isQuiet && now - _reportedAt < LongestSilence) return;
        _composedAt = now;
        _sequence++;
        _breakerReport = evidence.ToReport(status, silo, _sequence);
        _metricsReport = metrics.ToReport(silo, _sequence);
    }

    private Task Obey(BreakerAnswer answer)
    {
        service.Breaker.Apply(answer.ToDirective());
        return Task.CompletedTask;
    }

    [LoggerMessage(EventId = 2101, Level = LogLevel.Warning, Message = "The cluster's breaker and metrics of {Service} are out of reach; this silo's breaker goes on alone.")]
    private static partial void LogCutOff(ILogger logger, Exception exception, string service);

    [LoggerMessage(EventId = 2102, Level = LogLevel.Information, Message = "The cluster's breaker and metrics of {Service} are within reach again.")]
    private static partial void LogReached(ILogger logger, string service);
}
