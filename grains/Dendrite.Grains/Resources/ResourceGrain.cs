using System.Runtime.CompilerServices;
using Dendrite.Contracts.Resources;
using Dendrite.Diff;
using Dendrite.Protocol;
using Dendrite.Resources;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime.Placement;
using Orleans.Streams;

namespace Dendrite.Grains.Resources;

/// <summary>
/// One document of one backend, once in the cluster: hosts a <see cref="ResourceCore"/>, polls while somebody listens, stores
/// what the core decides, and tells it.
/// </summary>
/// <remarks>
/// Reentrant, so that a listener never waits for a slow backend: what a method reads or changes between two awaits is
/// consistent, and only <see cref="PollOnceAsync"/>, of which one runs at a time, moves the document. Activation reads
/// storage only: the backend is looked up by the first call, which may fail for it.
/// </remarks>
[Reentrant]
internal sealed partial class ResourceGrain : Grain, IResourceGrain, IGrainMigrationParticipant, IRemindable
{
    /// <summary>How long a resource that moves waits for its last write.</summary>
    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(2);

    /// <summary>How long an update waits for the public stream to take it; Orleans itself waits for half a minute.</summary>
    private static readonly TimeSpan LongestPublication = TimeSpan.FromSeconds(1);

    private readonly IPersistentState<ResourceGrainState> _state;
    private readonly IBackends _backends;
    private readonly IResourceSources _sources;
    private readonly TimeProvider _clock;
    private readonly Random _random;
    private readonly ILogger<ResourceGrain> _logger;
    private readonly ResourceWatches _watches = new();
    private readonly FeedLeases _leases = new();
    private readonly LocalResources _local;
    private readonly FlightStorage _flights;

    private ResourceKey? _key;
    private CarriedResource? _carried;
    private IAsyncStream<ResourceChanged>? _stream;
    private BackendDefinition? _backend;
    private ResourceCore? _core;
    private IResourceSource? _source;
    private IDisposable? _watch;
    private IGrainTimer? _timer;
    private IGrainTimer? _ageTimer;
    private DateTimeOffset _lingerUntil;
    private Task? _polling;
    private Task _publishing = Task.CompletedTask;
    private bool _isPoked;
    private bool _isTold;
    private bool _isKept;
    private Task? _keeping;
    private volatile bool _isForgiven;
    private volatile bool _isMoving;

    public ResourceGrain(
        [PersistentState("resource", StorageNames.Default)] IPersistentState<ResourceGrainState> state,
        IBackends backends,
        IResourceSources sources,
        TimeProvider clock,
        Random random,
        LocalResources local,
        FlightStorage flights,
        ILogger<ResourceGrain> logger)
    {
        _local = local;
        _flights = flights;
        _state = state;
        _backends = backends;
        _sources = sources;
        _clock = clock;
        _random = random;
        _logger = logger;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _local.Remove(this);
        _watches.End();
        _watch?.Dispose();
        // At the end of a silo the store may be gone already; in order, resources leave before.
        if (reason.ReasonCode != DeactivationReasonCode.ShuttingDown) await LandAsync();
    }

    /// <summary>Ends as soon as its calls have; an open watch would hold that up. From any thread.</summary>
    public void Leave(string why)
    {
        _watches.End();
        GrainContext.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, why));
    }

    /// <summary>What failed before, where it was this backend, keeps nobody waiting any longer. From any thread.</summary>
    public void Forgive(string backend)
    {
        if (_key is not { } key || !string.Equals(backend, key.Backend, StringComparison.OrdinalIgnoreCase)) return;
        _isForgiven = true;
        this.AsReference<IResourceGrain>().PokeAsync(CancellationToken.None).Ignore();
    }

    /// <summary>Its backend has told of a change on these paths. False where that is not this one, or nobody listens to it. From any thread.</summary>
    public bool Tell(string backend, Func<string, bool> isMeant)
    {
        if (_key is not { } key || _timer is null || !string.Equals(backend, key.Backend, StringComparison.OrdinalIgnoreCase) || !isMeant(key.Path)) return false;
        this.AsReference<IResourceGrain>().ToldAsync(CancellationToken.None).Ignore();
        return true;
    }

    /// <summary>Goes to another silo with its history. Completes when it has left this one. From any thread.</summary>
    public async Task MoveAsync(SiloAddress to, CancellationToken cancellationToken)
    {
        _isMoving = true;
        _watches.End();
        // A write under way would leave with another position than the history, which then would not be taken up.
        if (_writing is { } writing) await writing.WaitAsync(LongestWrite, _clock, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        GrainContext.Migrate(new Dictionary<string, object> { [IPlacementDirector.PlacementHintKey] = to }, cancellationToken);
        await GrainContext.Deactivated;
    }

    public void OnDehydrate(IDehydrationContext dehydrationContext)
    {
        if (_core is not null && _state.RecordExists) dehydrationContext.TryAddValue(nameof(CarriedResource), _core.Carry());
    }

    public void OnRehydrate(IRehydrationContext rehydrationContext) => rehydrationContext.TryGetValue(nameof(CarriedResource), out _carried);

    public Task<SiloAddress> PulseAsync() => Task.FromResult(GrainContext.Address.SiloAddress!);

    public Task<ResourceSnapshot> FetchAsync(ResourceKey key, CancellationToken cancellationToken) => FetchYoungerAsync(Attach(key), TimeSpan.Zero, cancellationToken);

    public async Task<ResourceSnapshot> FetchWithinAsync(ResourceKey key, TimeSpan maxAge, CancellationToken cancellationToken)
    {
        var core = Attach(key);
        var snapshot = await FetchYoungerAsync(core, maxAge, cancellationToken);
        return snapshot.Staleness is null && core.TooOldFor(maxAge, _clock.GetUtcNow(), isNow: true) is { } tooOld ? snapshot with { Staleness = tooOld } : snapshot;
    }

    private async Task<ResourceSnapshot> FetchYoungerAsync(ResourceCore core, TimeSpan maxAge, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        var mustWait = core.IsPaused || core.Schedule.MustWait(now);
        if (core.Snapshot is null || (!core.IsRecent(now, maxAge) && !mustWait))
        {
            if (mustWait && core.Staleness is { } waiting) throw Unavailable(waiting, now);
            var asking = PollSharedAsync(CancellationToken.None);
            // What the poll brings is for the next who asks.
            if (core.MayServeWhileAsking(now)) asking.Ignore();
            else await asking.WaitAsync(cancellationToken);
        }
        if (_isEvicted) throw new ClusterException("An operator has evicted the resource meanwhile; ask again.");
        if (_isMoving && core.Snapshot is null) throw new ClusterException("The resource is on its way to another silo; ask again.");
        if (core.Snapshot is not null) NoteUse();
        now = _clock.GetUtcNow();
        return core.Snapshot is { } snapshot && core.MayServe(now) ? snapshot
            : throw ((core.Snapshot?.Staleness ?? core.Staleness) is { } stale ? Unavailable(stale, now) : Busy());
    }

    public async IAsyncEnumerable<ResourceChanged> WatchAsync(WatchRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var core = Attach(request.Key);
        if (_watches.Open(request.Watch, request.Formats, request.MaxAges) is not { } watch) yield break;
        EnsurePolling();
        TakeWishes();
        try
        {
            yield return new ResourceChanged(ChangeKind.Opened, core.Position, "", [], core.Staleness);
            await foreach (var change in watch.ReadAllAsync(cancellationToken)) yield return change;
        }
        finally
        {
            _watches.Close(watch);
            TakeWishes();
            if (!IsWanted) BeginLinger();
        }
    }

    public Task<ListenGrant> JoinAsync(WatchRequest watch, JoinRequest join, CancellationToken cancellationToken)
    {
        var core = Attach(watch.Key);
        // A watch that has ended meanwhile is opened again by its feed, which then joins again.
        _watches.Adjust(watch.Watch, watch.Formats, watch.MaxAges);
        TakeWishes();
        var grant = GrantOf(core, core.CatchUp(join.Format, join.From), Timeout.InfiniteTimeSpan);
        return Task.FromResult(grant.Staleness is null && join.MaxAge is { } age ? grant with { Staleness = core.TooOldFor(age, _clock.GetUtcNow()) } : grant);
    }

    public Task AdjustAsync(WatchRequest watch, CancellationToken cancellationToken)
    {
        Attach(watch.Key);
        _watches.Adjust(watch.Watch, watch.Formats, watch.MaxAges);
        TakeWishes();
        return Task.CompletedTask;
    }

    public Task<ListenGrant> ListenAsync(ListenRequest request, CancellationToken cancellationToken)
    {
        var core = Attach(request.Key);
        _leases.Grant(request.Feed, request.Formats, _clock.GetUtcNow());
        EnsurePolling();
        var start = request.Join is { } join ? core.CatchUp(join.Format, join.From) : new ResourceCatchUp(core.Position, null, []);
        return Task.FromResult(GrantOf(core, start, FeedLeases.Duration));
    }

    public Task CancelAsync(Guid feed, CancellationToken cancellationToken)
    {
        if (_leases.Remove(feed) && !IsWanted) BeginLinger();
        return Task.CompletedTask;
    }

    public Task PokeAsync(CancellationToken cancellationToken) => Hear(ref _isPoked, static (grain, now) =>
    {
        grain.TakeForgiveness();
        grain._core!.Schedule.Poke(now);
    });

    public Task ToldAsync(CancellationToken cancellationToken) => Hear(ref _isTold, static (grain, now) => grain._core!.Schedule.Told(now));

    /// <summary>Somebody knows of a change. A poll under way may have asked before it, and its outcome sets the schedule anew.</summary>
    private Task Hear(ref bool isHeard, Action<ResourceGrain, DateTimeOffset> hear)
    {
        if (_timer is null) return Task.CompletedTask;
        if (_polling is { IsCompleted: false }) isHeard = true;
        else
        {
            hear(this, _clock.GetUtcNow());
            ArmTimer();
        }
        return Task.CompletedTask;
    }

    public Task<ResourceStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        var counters = _core?.Counters ?? new ResourceCounters();
        return Task.FromResult(new ResourceStatus(
            _core?.Position ?? _state.State.Position, _watches.Count + _leases.Count, _core?.Schedule.IntervalAt(_clock.GetUtcNow()) ?? TimeSpan.Zero, _core?.DocumentBytes ?? 0, counters.Polls, counters.NotModified,
            counters.Unchanged, counters.Updates, counters.Failures, counters.BytesReceived, _core?.Staleness, _core?.ConfirmedAt, _core?.Schedule.IsBusy ?? false, _core?.IsPaused ?? false,
            _core?.FreshFor ?? TimeSpan.Zero, _core is { Warnings.Count: > 0 } ? [.. _core.Warnings] : [],
            _core?.IsFlapping(_clock.GetUtcNow()) ?? false, counters.Dropped, _core?.Schedule.ThrottledUntil, counters.Throttled,
            _timer is null ? null : _core?.Due, _core is { IsPaused: true } ? PollRule.Paused : _core?.Schedule.Rule ?? PollRule.Start,
            _core?.Pace?.ChangedAt ?? _state.State.ChangedAt, _core?.Pace?.Every ?? _state.State.ChangesEvery, _core?.WishedAge, _lastPoll));
    }

    /// <summary>The core under the backend's present definition: the configuration may have been read anew since the last call.</summary>
    /// <exception cref="InvalidRequestException">The key is of another resource, or names no backend that can be used this way.</exception>
    private ResourceCore Attach(ResourceKey key)
    {
        if (_key is null && key.ToString() != this.GetPrimaryKeyString() || _key is { } known && known != key)
            throw new InvalidRequestException(DendriteErrorCode.InvalidRequest, "The request carries the key of another resource.");
        _key = key;
        var backend = _backends.GetDefinition(key.Backend);
        TakeForgiveness();
        if (ReferenceEquals(backend, _backend)) return _core!;
        if (!backend.Public && key.Scope == ResourceKey.PublicScope)
            throw new InvalidRequestException(DendriteErrorCode.LoginRequired, $"Backend '{backend.Name}' is not public and needs a login, which this server does not offer yet; declare it with Public: true if all may read it.");
        var ruled = backend.At(key.Path);
        if (_core is null)
        {
            Admit();
            _core = MakeCore(ruled);
        }
        else _core.Redefine(ruled, _random, _clock.GetUtcNow());
        _backend = backend;
        return _core;
    }

    /// <exception cref="BusyException">The silo holds as many resources as it may.</exception>
    private void Admit()
    {
        try
        {
            _local.Admit(this);
        }
        catch (BusyException)
        {
            DeactivateOnIdle();
            throw;
        }
    }

    private void NoteUse() =>
        _local.Note(this, _core!.DocumentBytes, IsWanted ? ResourceUse.Listened : _timer is null ? ResourceUse.Fetched : ResourceUse.Lingering);

    private void TakeForgiveness()
    {
        if (!_isForgiven) return;
        _isForgiven = false;
        _core?.Schedule.Forgive(_clock.GetUtcNow());
    }

    private ResourceCore MakeCore(BackendDefinition backend)
    {
        var now = _clock.GetUtcNow();
        if (_state.State is { Document: { } document, Position: var position, Validators: var validators })
        {
            try
            {
                var pace = _state.State.ChangedAt is { } changedAt ? new ChangePace(changedAt, _state.State.ChangesEvery) : null;
                var core = new ResourceCore(backend, _random, now, new StoredResource(position, document, validators) { Gone = _state.State.Gone, Pace = pace });
                if (_carried is { } carried) core.TakeUp(carried);
                return core;
            }
            catch (JsonFormatException e)
            {
                Log.StoredDocumentInvalid(_logger, e, Name);
            }
        }
        return new ResourceCore(backend, _random, now);
    }

    private ResourceKey Key => _key!.Value;

    private bool IsWanted => _watches.Count > 0 || _leases.Count > 0;

    private ResourceFormat Formats => _watches.Formats | _leases.Formats;

    private ListenGrant GrantOf(ResourceCore core, ResourceCatchUp start, TimeSpan lease) =>
        new(start.Position, lease, start.Snapshot, start.Missed, core.Staleness, core.ConfirmedAt is not null, core.ConfirmedAt ?? _state.State.ConfirmedAt);

    private BusyException Busy() =>
        new($"Backend '{Key.Backend}' has too many requests under way and waiting to be asked for this document now.", _core!.Schedule.Interval);

    private static UpstreamException Unavailable(Staleness staleness, DateTimeOffset now)
    {
        var wait = staleness.NextAttempt - now;
        return new UpstreamException(staleness.Code, staleness.Reason, staleness.StatusCode, wait > TimeSpan.Zero && staleness.NextAttempt != DateTimeOffset.MaxValue ? wait : null);
    }
}
