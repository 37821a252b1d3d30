using Dendrite.Contracts.Errors;
using Dendrite.Contracts.Resources;
using Dendrite.Contracts.Streams;
using Dendrite.Diff;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Streams;

namespace Dendrite.Grains.Resources;

/// <summary>
/// One document of one backend: polls it while somebody listens and turns each answer into the next position.
/// </summary>
/// <remarks>
/// Reentrant, so that a listener never waits for a slow backend: what a method reads or changes between two awaits is
/// consistent, and only <see cref="PollOnceAsync"/>, of which one runs at a time, moves the document. The order of an
/// update is: next state built aside, persisted, made current, published. A crash between may repeat a position, never
/// skip one. Activation reads storage only.
/// </remarks>
[Reentrant]
internal sealed partial class ResourceGrain : Grain, IResourceGrain
{
    private readonly IPersistentState<ResourceGrainState> _state;
    private readonly IBackends _backends;
    private readonly TimeProvider _clock;
    private readonly Random _random;
    private readonly ILogger<ResourceGrain> _logger;
    private readonly FeedLeases _leases = new();
    private readonly ResourceHistory _history = new();
    private readonly ResourceCounters _counters = new();

    private ResourceKey _key;
    private IAsyncStream<ResourceChanged> _stream = null!;
    private Position _position;
    private JsonIndex? _document;
    private Utf8Json? _json;
    private Validators? _validators;
    private Staleness? _staleness;
    private DateTimeOffset _confirmed = DateTimeOffset.MinValue;
    private bool _isFromStorage;

    private BackendDefinition? _backend;
    private IUpstream? _upstream;
    private JsonDiffer? _differ;
    private PollSchedule? _schedule;
    private IGrainTimer? _timer;
    private DateTimeOffset _lingerUntil;
    private Task? _polling;

    public ResourceGrain(
        [PersistentState("resource", StorageNames.Default)] IPersistentState<ResourceGrainState> state,
        IBackends backends,
        TimeProvider clock,
        Random random,
        ILogger<ResourceGrain> logger)
    {
        _state = state;
        _backends = backends;
        _clock = clock;
        _random = random;
        _logger = logger;
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = ResourceKey.Parse(this.GetPrimaryKeyString());
        _stream = this.GetStreamProvider(DendriteStreams.ProviderName).GetResourceStream(_key);
        if (_state.State.Document is { } stored)
        {
            try
            {
                SetDocument(JsonIndex.Parse(stored), _state.State.Position, _state.State.Validators);
                _isFromStorage = true;
                return Task.CompletedTask;
            }
            catch (JsonFormatException e)
            {
                Log.StoredDocumentInvalid(_logger, e, _key.Backend);
            }
        }
        _position = Position.StartEpoch(_clock, _random);
        return Task.CompletedTask;
    }

    public async Task<ResourceSnapshot> FetchAsync(CancellationToken cancellationToken)
    {
        var (backend, schedule) = Attach();
        var now = _clock.GetUtcNow();
        var recent = now - _confirmed < backend.MinInterval;
        if (_document is null || (!recent && !schedule.MustWait(now)))
        {
            if (schedule.MustWait(now) && _staleness is { } waiting) throw Unavailable(waiting, now);
            await PollSharedAsync(CancellationToken.None).WaitAsync(cancellationToken);
        }
        if (_document is null) throw Unavailable(_staleness!, _clock.GetUtcNow());
        return TakeSnapshot();
    }

    public Task<ListenGrant> ListenAsync(ListenRequest request, CancellationToken cancellationToken)
    {
        Attach();
        _leases.Grant(request.Feed, request.Formats, _clock.GetUtcNow());
        EnsurePolling();

        ResourceSnapshot? snapshot = null;
        IReadOnlyList<ResourceChanged> missed = [];
        if (request.Join is { } join && _json is { } json)
        {
            var way = join.From is { } from ? _history.Between(from, _position, join.Format, json.Length) : null;
            if (way is null) snapshot = TakeSnapshot();
            else missed = way;
        }
        return Task.FromResult(new ListenGrant(_position, FeedLeases.Duration, snapshot, missed, _staleness, _confirmed > DateTimeOffset.MinValue));
    }

    public Task CancelAsync(Guid feed, CancellationToken cancellationToken)
    {
        if (_leases.Remove(feed) && _leases.Count == 0) BeginLinger();
        return Task.CompletedTask;
    }

    public Task PokeAsync(CancellationToken cancellationToken)
    {
        if (_timer is not null)
        {
            _schedule!.Poke(_clock.GetUtcNow());
            ArmTimer();
        }
        return Task.CompletedTask;
    }

    public Task<ResourceStatus> GetStatusAsync(CancellationToken cancellationToken) => Task.FromResult(new ResourceStatus(
        _position, _leases.Count, _schedule?.Interval ?? TimeSpan.Zero, _json?.Length ?? 0, _counters.Polls, _counters.NotModified,
        _counters.Unchanged, _counters.Updates, _counters.Failures, _counters.BytesReceived, _staleness));

    /// <summary>Looks the backend up, which activation must not fail for.</summary>
    private (BackendDefinition Backend, PollSchedule Schedule) Attach()
    {
        if (_backend is null || _schedule is null)
        {
            var backend = _backends.GetDefinition(_key.Backend);
            if (!backend.Public && _key.Scope == ResourceKey.PublicScope)
                throw new InvalidRequestException(DendriteErrorCode.LoginRequired, $"Backend '{backend.Name}' is not public and needs a login, which this server does not offer yet; declare it with Public: true if all may read it.");
            _upstream = _backends.GetUpstream(_key.Backend);
            _differ = new JsonDiffer(new DiffOptions { Keys = backend.Keys });
            _schedule = new PollSchedule(backend, _random);
            _backend = backend;
        }
        return (_backend, _schedule);
    }

    private void EnsurePolling()
    {
        if (_timer is not null) return;
        Log.PollingStarted(_logger, _key.Backend);
        _timer = this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)
        {
            // A tick waits for the backend, and listeners must not; KeepAlive: a resource that is listened to stays.
            Interleave = true,
            KeepAlive = true,
        });
        ArmTimer();
    }

    private void BeginLinger()
    {
        _lingerUntil = _clock.GetUtcNow() + _backend!.Linger;
        if (_timer is not null) ArmTimer();
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        if (_leases.Expire(now) && _leases.Count == 0) BeginLinger();
        if (_leases.Count == 0 && now >= _lingerUntil)
        {
            Log.PollingStopped(_logger, _key.Backend);
            _timer?.Dispose();
            _timer = null;
            DeactivateOnIdle();
            return;
        }
        if (now >= _schedule!.Due) await PollSharedAsync(cancellationToken);
        if (_timer is not null) ArmTimer();
    }

    /// <summary>The next tick: a poll, or the end of the linger time if that comes first.</summary>
    private void ArmTimer()
    {
        var now = _clock.GetUtcNow();
        var next = _schedule!.Due;
        if (_leases.Count == 0 && _lingerUntil < next) next = _lingerUntil;
        var due = next - now;
        // A lease can end unnoticed while the schedule waits for longer than that.
        if (due > FeedLeases.Duration) due = FeedLeases.Duration;
        _timer!.Change(due > TimeSpan.Zero ? due : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private ResourceSnapshot TakeSnapshot() => new(_position, _json!, _document!.Hash.ToString(), _staleness);

    private void SetDocument(JsonIndex document, Position position, Validators? validators)
    {
        _document = document;
        _json = new Utf8Json(document.Utf8);
        _position = position;
        _validators = validators;
    }

    private static UpstreamException Unavailable(Staleness staleness, DateTimeOffset now)
    {
        var wait = staleness.NextAttempt - now;
        return new UpstreamException(staleness.Code, staleness.Reason, staleness.StatusCode, wait > TimeSpan.Zero ? wait : null);
    }
}
