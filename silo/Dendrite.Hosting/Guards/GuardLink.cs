using Dendrite.Contracts.Guards;
using Dendrite.Contracts.Streams;
using Dendrite.Grains.Guards;
using Dendrite.Protocol;
using Dendrite.Resilience.Breakers;
using Dendrite.Resilience.Guards;
using Dendrite.Resources;
using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace Dendrite.Hosting.Guards;

/// <summary>
/// Between one guard of this silo and its grains: reports what the guard counted, and obeys what comes back by answer
/// or by stream. One report is under way at a time; one that was not answered is sent again as it was, so that it counts
/// once, while the guard goes on counting. What nobody can be told in time is dropped: the local breaker goes on alone.
/// </summary>
internal sealed partial class GuardLink(Guard guard, Func<Guard, string> lastFailure, BackendErrors errors, string silo, IClusterClient cluster, TimeProvider clock, ILogger logger)
{
    /// <summary>How long one call to a grain may take.</summary>
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(5);

    /// <summary>Evidence that could not be told for so long says nothing of the present.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    /// <summary>No guard is so: what has been told of one that nothing was told of, or only what was lost.</summary>
    private static readonly (long Requests, int InFlight, long Changes) Nothing = (-1, 0, 0);

    private readonly IBreakerGrain _breaker = cluster.GetBreaker(GuardKey.Parse(guard.Name));
    private readonly IMetricsGrain _metrics = cluster.GetMetrics(GuardKey.Parse(guard.Name));
    private readonly Lock _lock = new();
    private StreamSubscriptionHandle<BreakerTransitioned>? _subscription;
    private BreakerReport? _breakerReport;
    private MetricsReport? _metricsReport;
    private DateTimeOffset _composedAt;
    private (long Requests, int InFlight, long Changes) _told = Nothing;
    private long _sequence;
    private Task? _running;
    private bool _again;
    private bool _isCutOff;
    private volatile bool _isStopped;
    private volatile bool _wants;

    /// <summary>Whether something has happened that the cluster has not been told: a call, a change of state, or nothing ever.</summary>
    public bool HasNews => _isCutOff || Present != _told;

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

    /// <summary>Reports that a caller waits for leave to probe; ends when the answer is obeyed, or there was none.</summary>
    public async Task AskForPermitAsync()
    {
        _wants = true;
        await ReportAsync();
    }

    /// <summary>Ends the subscription; the silo is going away.</summary>
    public async Task StopAsync()
    {
        _isStopped = true;
        Task? running;
        lock (_lock) running = _running;
        if (running is not null) await running;
        if (_subscription is { } subscription) await subscription.UnsubscribeAsync();
    }

    private async Task RunAsync()
    {
        while (true)
        {
            if (!_isStopped) await ReportOnceAsync();
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
            _subscription ??= await cluster.GetStreamProvider(DendriteStreams.ProviderName).GetBreakerStream(GuardKey.Parse(guard.Name))
                .SubscribeAsync((transition, _) => Obey(transition.AnswerFor(silo)));
            Compose();
            if (_breakerReport is null || _metricsReport is null) return;
            using var limit = new CancellationTokenSource(CallLimit, clock);
            _wants = false;
            await Obey(await _breaker.ReportAsync(_breakerReport, limit.Token).WaitAsync(limit.Token));
            _breakerReport = null;
            await _metrics.ReportAsync(_metricsReport, limit.Token).WaitAsync(limit.Token);
            _metricsReport = null;
            if (_isCutOff) LogReached(logger, guard.Name);
            _isCutOff = false;
        }
        catch (Exception e)
        {
            if (!_isCutOff && !_isStopped) LogCutOff(logger, e, guard.Name);
            _isCutOff = true;
        }
    }

    /// <summary>The next report, unless one is still to be told or there is nothing to tell.</summary>
    private void Compose()
    {
        var now = clock.GetUtcNow();
        if (now - _composedAt > LongestDelay && (_breakerReport is not null || _metricsReport is not null))
            (_breakerReport, _metricsReport, _told) = (null, null, Nothing);
        var wants = _wants;
        if (_breakerReport is not null || _metricsReport is not null)
        {
            if (_breakerReport is null) _breakerReport = Evidence(guard.Breaker.Drain(), guard.Breaker.Status, ++_sequence);
            else if (wants) _breakerReport = _breakerReport with { Wants = true };
            return;
        }
        var told = Present;
        // Drained before the status is read: a probe's result may then go under a newer version, never get lost under an older one.
        var evidence = guard.Breaker.Drain();
        var metrics = guard.Metrics.Drain();
        var status = guard.Breaker.Status;
        var isQuiet = evidence is { Calls: 0, Refused: 0, ProbeFailures: 0 } && metrics.Counts.Requests == 0;
        if (isQuiet && !wants && told == _told) return;
        _told = told;
        _composedAt = now;
        _sequence++;
        _breakerReport = Evidence(evidence, status, _sequence);
        _metricsReport = metrics.ToReport(silo, _sequence) with { LastError = LastError };
    }

    private (long Requests, int InFlight, long Changes) Present =>
        (guard.Metrics.Requests, guard.Metrics.InFlight, guard.Breaker.Status.Sequence);

    private BreakerReport Evidence(BreakerEvidence evidence, BreakerStatus status, long sequence) =>
        evidence.ToReport(status, silo, sequence, _wants, lastFailure(guard));

    private GuardError? LastError =>
        errors.Last(GuardKey.Parse(guard.Name).Backend) is { } error ? new GuardError(error.At, error.Code, error.Reason, error.StatusCode) : null;

    private Task Obey(BreakerAnswer answer)
    {
        guard.Breaker.Apply(answer.ToDirective());
        return Task.CompletedTask;
    }

    [LoggerMessage(EventId = EventIds.GuardOutOfReach, Level = LogLevel.Warning, Message = "The cluster's breaker and metrics of {Guard} are out of reach; this silo's breaker goes on alone.")]
    private static partial void LogCutOff(ILogger logger, Exception exception, string guard);

    [LoggerMessage(EventId = EventIds.GuardWithinReach, Level = LogLevel.Information, Message = "The cluster's breaker and metrics of {Guard} are within reach again.")]
    private static partial void LogReached(ILogger logger, string guard);
}
