using System.Diagnostics.Metrics;
using Dendrite.Resilience.Breakers;
using Dendrite.Resilience.Metrics;
using Microsoft.Extensions.Logging;

namespace Dendrite.Resilience.Guards;

/// <summary>Logs what happens to the guards of a directory, and measures them. Reading costs their calls nothing: the counts are there already.</summary>
internal sealed partial class GuardTelemetry
{
    private static readonly string[] Outcomes = ["success", "failure", "timeout", "short_circuited", "rejected", "pool_rejected", "bad_request", "cancelled"];

    private readonly GuardDirectory _directory;
    private readonly ILogger _logger;

    public GuardTelemetry(GuardDirectory directory, ILoggerFactory loggers, IMeterFactory? meters)
    {
        _directory = directory;
        _logger = loggers.CreateLogger(typeof(Guard).FullName!);
        directory.Added += guard =>
        {
            guard.Breaker.Transitioned += Log;
            guard.CallbackFailed += (callback, exception) => LogCallback(_logger, callback, guard.Name, exception);
        };
        var meter = meters?.Create(GuardMeter.Name) ?? new Meter(GuardMeter.Name);
        meter.CreateObservableCounter("dendrite.guard.calls", ReadCalls, "{call}", "Calls of a guard by how they ended.");
        meter.CreateObservableCounter("dendrite.guard.retries", () => Read(g => g.Metrics.Read().Total[CallOutcome.Retry]), "{attempt}", "Attempts beyond the first.");
        meter.CreateObservableUpDownCounter("dendrite.guard.calls.active", () => Read(g => g.Metrics.InFlight), "{call}", "Calls in flight.");
        meter.CreateObservableGauge("dendrite.guard.breaker.state", ReadStates, "{breaker}", "1 for the state that the breaker of a guard is in, 0 for the others.");
    }

    private static string TextOf(BreakerState state) => state switch
    {
        BreakerState.Closed => "closed",
        BreakerState.Open => "open",
        BreakerState.HalfOpen => "half_open",
        BreakerState.ForcedOpen => "forced_open",
        BreakerState.ForcedClosed => "forced_closed",
        _ => "disabled",
    };

    private void Log(BreakerTransition change)
    {
        if (change.To is BreakerState.Open or BreakerState.ForcedOpen) LogOpened(_logger, change.Name, change.From, change.To, change.Reason, change.By);
        else LogChanged(_logger, change.Name, change.From, change.To, change.Reason, change.By);
    }

    private IEnumerable<Measurement<long>> Read(Func<Guard, long> value) => _directory.Guards.Select(g => new Measurement<long>(value(g), new KeyValuePair<string, object?>("guard", g.Name)));

    private IEnumerable<Measurement<long>> ReadCalls() =>
        from guard in _directory.Guards
        let total = guard.Metrics.Read().Total
        from outcome in Enumerable.Range(0, Outcomes.Length)
        select new Measurement<long>(total.Values[outcome], new("guard", guard.Name), new("outcome", Outcomes[outcome]));

    private IEnumerable<Measurement<int>> ReadStates() =>
        from guard in _directory.Guards
        let now = guard.Breaker.State
        from state in Enum.GetValues<BreakerState>()
        select new Measurement<int>(state == now ? 1 : 0, new("guard", guard.Name), new("state", TextOf(state)));

    [LoggerMessage(EventId = EventIds.BreakerOpened, Level = LogLevel.Warning, Message = "The breaker of guard {Guard} goes from {From} to {To}: {Reason} {By}")]
    private static partial void LogOpened(ILogger logger, string guard, BreakerState from, BreakerState to, string reason, string by);

    [LoggerMessage(EventId = EventIds.BreakerChanged, Level = LogLevel.Information, Message = "The breaker of guard {Guard} goes from {From} to {To}: {Reason} {By}")]
    private static partial void LogChanged(ILogger logger, string guard, BreakerState from, BreakerState to, string reason, string by);

    [LoggerMessage(EventId = EventIds.CallbackThrew, Level = LogLevel.Error, Message = "{Callback} of guard {Guard} threw; the call goes on without it")]
    private static partial void LogCallback(ILogger logger, string callback, string guard, Exception exception);
}
