using Dendrite.Contracts.Registries;
using Dendrite.Contracts.Streams;
using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace Dendrite.Hosting.Registries;

/// <summary>
/// Once per silo and registry: reads the registry when the silo is active, follows its stream, and reads it again after a gap. A stream may
/// lose its last event, so it is read again now and then, too.
/// </summary>
internal sealed partial class RegistryFollower(string name, RegistryContents contents, IClusterClient cluster, TimeProvider clock, ILogger<RegistryFollower> logger)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    /// <summary>How often the registry is read though nothing was heard.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1);
    private StreamSubscriptionHandle<RegistryChanged>? _subscription;
    private ITimer? _timer;

    public void Participate(ISiloLifecycle lifecycle)
    {
        ArgumentNullException.ThrowIfNull(lifecycle);
        lifecycle.Subscribe($"{nameof(RegistryFollower)} {name}", ServiceLifecycleStage.Active, StartAsync, StopAsync);
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync();
        _timer = clock.CreateTimer(static follower => _ = ((RegistryFollower)follower!).ReadAsync(), this, Period, Period);
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        _timer?.Dispose();
        if (_subscription is not { } subscription) return;
        try
        {
            await subscription.UnsubscribeAsync().WaitAsync(cancellationToken);
        }
        catch (Exception)
        {
            // Nobody is there to be told; the stream drops a subscriber that does not answer.
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _turn.Dispose();
    }

    private async Task ReadAsync()
    {
        await _turn.WaitAsync();
        try
        {
            // Subscribed before it is read: what changes in between is told.
            _subscription ??= await cluster.GetStreamProvider(DendriteStreams.ProviderName).GetRegistryStream(name).SubscribeAsync((change, _) => FollowAsync(change));
            using var limit = new CancellationTokenSource(CallLimit, clock);
            Report(contents.Take(await cluster.GetRegistry(name).GetAsync(limit.Token).WaitAsync(limit.Token)));
        }
        catch (Exception e)
        {
            LogUnread(logger, e, name);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task FollowAsync(RegistryChanged change)
    {
        await _turn.WaitAsync();
        bool follows;
        try
        {
            List<string> faults = [];
            follows = contents.TryTake(change, faults);
            Report(faults);
        }
        finally
        {
            _turn.Release();
        }
        if (!follows) await ReadAsync();
    }

    private void Report(IReadOnlyList<string> faults)
    {
        foreach (var fault in faults) LogFault(logger, fault);
    }

    [LoggerMessage(EventId = EventIds.RegistryUnread, Level = LogLevel.Warning, Message = "The registry {Registry} could not be read; it is tried again.")]
    private static partial void LogUnread(ILogger logger, Exception exception, string registry);

    [LoggerMessage(EventId = EventIds.RegistryEntryRefused, Level = LogLevel.Error, Message = "A registry entry is not taken, the one before stays: {Fault}")]
    private static partial void LogFault(ILogger logger, string fault);
}
