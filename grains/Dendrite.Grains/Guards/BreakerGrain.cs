using Dendrite.Contracts.Guards;
using Dendrite.Contracts.Resources;
using Dendrite.Contracts.Streams;
using Dendrite.Grains.Resources;
using Dendrite.Protocol;
using Dendrite.Resources;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Orleans.Streams;

namespace Dendrite.Grains.Guards;

/// <summary>
/// The breaker of one guard, once in the cluster. <see cref="ClusterBreaker"/> decides; here the decision is stored, then
/// made current, then pushed. Where it cannot be stored, the one before stands and the next report decides again.
/// </summary>
internal sealed partial class BreakerGrain : Grain, IBreakerGrain
{
    private readonly IPersistentState<BreakerGrainState> _state;
    private readonly IBackends _backends;
    private readonly IActiveSilos _silos;
    private readonly TimeProvider _clock;
    private readonly ILogger<BreakerGrain> _logger;

    private GuardKey _guard;
    private BreakerThresholds _thresholds = null!;
    private ClusterBreaker _breaker = null!;
    private IAsyncStream<BreakerTransitioned> _stream = null!;

    public BreakerGrain(
        [PersistentState("breaker", StorageNames.Default)] IPersistentState<BreakerGrainState> state,
        IBackends backends,
        IActiveSilos silos,
        TimeProvider clock,
        ILogger<BreakerGrain> logger)
    {
        _state = state;
        _backends = backends;
        _silos = silos;
        _clock = clock;
        _logger = logger;
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _guard = GuardKey.Parse(this.GetPrimaryKeyString());
        _stream = this.GetStreamProvider(DendriteStreams.ProviderName).GetBreakerStream(_guard);
        _thresholds = FindThresholds();
        _breaker = new ClusterBreaker(_thresholds, _state.State.Decision ?? new BreakerDecision());
        return Task.CompletedTask;
    }

    public async Task<BreakerAnswer> ReportAsync(BreakerReport report, CancellationToken cancellationToken)
    {
        if (_breaker.Report(report, isAlone: _silos.Count == 1, _clock.GetUtcNow()) is { } next)
        {
            try
            {
                await DecideAsync(next);
            }
            catch (Exception e)
            {
                Log.WriteFailed(_logger, e, _guard);
            }
        }
        return _breaker.AnswerFor(report.Silo, _clock.GetUtcNow());
    }

    public Task<BreakerView> GetAsync(CancellationToken cancellationToken) => Task.FromResult(View());

    public async Task<BreakerView> CommandAsync(BreakerCommand command, string reason, string by, CancellationToken cancellationToken)
    {
        if (!Enum.IsDefined(command)) throw new InvalidRequestException(DendriteErrorCode.InvalidRequest, $"There is no command {(int)command} for breakers.");
        if (string.IsNullOrWhiteSpace(by)) throw new InvalidRequestException(DendriteErrorCode.InvalidRequest, "A command to a breaker needs the name of who gives it.");
        await DecideAsync(_breaker.Command(command, OperatorText.Reason(reason ?? ""), OperatorText.By(by), _clock.GetUtcNow()));
        return View();
    }

    private async Task DecideAsync(BreakerDecision next)
    {
        var before = _breaker.Current;
        _state.State = new BreakerGrainState { Decision = next };
        try
        {
            await _state.WriteStateAsync();
        }
        catch (Exception e)
        {
            _state.State = new BreakerGrainState { Decision = before };
            // Another activation has written: this one is out of date, and the next one starts from what was written.
            if (e is InconsistentStateException) DeactivateOnIdle();
            throw;
        }
        _breaker.Commit(next);
        if (next.Changes.Count == 0 || next.Changes[0].Version != next.Version) return;
        Log.Changed(_logger, _guard, before.State, next.State, next.Reason, next.By);
        try
        {
            await _stream.OnNextAsync(new BreakerTransitioned(_guard, next.Changes[0], _breaker.AnswerFor(null, _clock.GetUtcNow()), next.Holder));
        }
        catch (Exception e)
        {
            Log.PublicationFailed(_logger, e, _guard);
        }
    }

    private BreakerView View()
    {
        var now = _clock.GetUtcNow();
        var current = _breaker.Current;
        return new BreakerView(_guard, current.State, current.Reason, current.By, current.Since, current.RetryAt, current.Version, current.Changes, _breaker.SilosAt(now), _thresholds);
    }

    private BreakerThresholds FindThresholds()
    {
        try
        {
            return _backends.GetDefinition(_guard.Backend).ToThresholds();
        }
        catch (InvalidRequestException)
        {
            // The backend has gone from the configuration, or never was in it: the defaults.
            return new BackendDefinition { Name = _guard.Backend, BaseAddress = new Uri("stub:") }.ToThresholds();
        }
    }
}
