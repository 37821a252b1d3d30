using Dendrite.Contracts.Resources;
using Dendrite.Contracts.Streams;
using Dendrite.Protocol;
using Orleans.Streams;

namespace Dendrite.Client.Cluster;

/// <summary>
/// A subscription to the Orleans stream of a resource that misses nothing: first a snapshot, then updates with positions one apart, as a
/// listener over HTTP gets them. It keeps the resource polled, and asks it every few seconds for what the stream may have lost.
/// </summary>
/// <remarks>
/// Streams are at their best inside grains: a subscription that a grain makes calls its handler in the grain's turns. The handler is awaited
/// before the next update; where it throws, the update comes again. Dispose it when the grain deactivates.
/// </remarks>
public sealed class ResourceSubscription : IAsyncDisposable
{
    /// <summary>How often the resource is asked for what was missed; the longest that a lost event delays those after it.</summary>
    public static readonly TimeSpan RenewalPeriod = TimeSpan.FromSeconds(5);

    /// <summary>How long a renewal may take: a silo that hangs would hold it for Orleans's response time-out.</summary>
    private static readonly TimeSpan RenewalLimit = TimeSpan.FromSeconds(3);

    private const int RenewalsBehind = 2;

    private readonly Guid _feed = Guid.NewGuid();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly IResourceGrain _resource;
    private readonly IAsyncStream<ResourceChanged> _stream;
    private readonly ResourceKey _key;
    private readonly ResourceFormat _format;
    private readonly Func<ResourceUpdate, Task> _handler;
    private readonly TimeProvider _clock;

    private StreamSubscriptionHandle<ResourceChanged>? _handle;
    private Task _renewing = Task.CompletedTask;
    private Task _subscribing = Task.CompletedTask;
    private Position? _at;
    private StepKind _told = StepKind.Fresh;
    private int _behind;

    private ResourceSubscription(IGrainFactory grains, IStreamProvider streams, ResourceKey key, ResourceFormat format, Func<ResourceUpdate, Task> handler, TimeProvider clock)
    {
        (_resource, _stream) = (grains.GetResource(key), streams.GetResourceStream(key));
        (_key, _format, _handler, _clock) = (key, format, handler, clock);
    }

    /// <summary>The position after the last update that was handled; null before the first.</summary>
    public Position? Position => _at;

    /// <summary>Ends the subscription; the resource is told.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync();
        await _renewing;
        try
        {
            if (_handle is not null) await _handle.UnsubscribeAsync();
            await _resource.CancelAsync(_feed);
        }
        catch (Exception e) when (ClusterFaults.Of(e) is not null)
        {
            // The lease ends by itself.
        }
    }

    internal static async Task<ResourceSubscription> StartAsync(
        IGrainFactory grains, IStreamProvider streams, ResourceKey key, ResourceFormat format, Func<ResourceUpdate, Task> handler, TimeProvider clock)
    {
        var subscription = new ResourceSubscription(grains, streams, key, format, handler, clock);
        // First the stream, then the snapshot: nothing falls between.
        await subscription.SubscribeAsync();
        try
        {
            await subscription.RenewAsync();
        }
        catch
        {
            await subscription.DisposeAsync();
            throw;
        }
        subscription._renewing = subscription.KeepAsync();
        return subscription;
    }

    private async Task SubscribeAsync() => _handle = await _stream.SubscribeAsync((change, _) => InTurnAsync(() => TakeAsync(change)));

    // No ConfigureAwait(false) in this class: what a grain subscribes to must come back to its turns.
    private async Task InTurnAsync(Func<Task> take)
    {
        await _turn.WaitAsync(_stopping.Token);
        try
        {
            await take();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task KeepAsync()
    {
        while (true)
        {
            try
            {
                await Task.Delay(RenewalPeriod, _clock, _stopping.Token);
                await RenewAsync();
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The cluster does not answer, or the handler failed; the next renewal brings what is missing.
                ListenerMetrics.RenewalFailures.Add(1);
                if (ClusterFaults.Of(e) is { } fault) await TellStaleAsync(fault);
            }
        }
    }

    /// <summary>Renews the lease, and takes what the stream has not brought.</summary>
    private async Task RenewAsync()
    {
        var grant = await AskAsync();
        var before = _at;
        await InTurnAsync(() => TakeAsync(grant));
        // A stream whose queue or whose list of subscribers was lost with a silo brings nothing more, and says nothing.
        _behind = before is not null && _at != before ? _behind + 1 : 0;
        if (_behind < RenewalsBehind || !_subscribing.IsCompleted) return;
        _behind = 0;
        // Beside the renewals, which bring what is missed meanwhile: streams of a cluster that has lost a silo may take a minute to answer.
        _subscribing = SubscribeAgainAsync();
    }

    private async Task SubscribeAgainAsync()
    {
        try
        {
            var before = _handle;
            await SubscribeAsync();
            if (before is not null) await before.UnsubscribeAsync();
            if (_stopping.IsCancellationRequested) await _handle!.UnsubscribeAsync();
        }
        catch (Exception e) when (ClusterFaults.Of(e) is not null)
        {
            // The stream is as it was, and the renewals find it behind again.
            ListenerMetrics.RenewalFailures.Add(1);
        }
    }

    private Task<ListenGrant> AskAsync() => ClusterFaults.TellAsync(() =>
    {
        var asked = _resource.ListenAsync(new ListenRequest(_key, _feed, _format, new JoinRequest(_format, _at)), _stopping.Token);
        asked.Ignore();
        return asked.WaitAsync(RenewalLimit, _clock, _stopping.Token);
    });

    private async Task TellStaleAsync(DendriteException fault)
    {
        try
        {
            await InTurnAsync(() => GiveStalenessAsync(ResourceStep.OfFault(_at ?? default, fault, _clock.GetUtcNow(), RenewalPeriod)));
        }
        catch (Exception)
        {
            // The handler's fault, or the end; there is nobody else to tell.
            ListenerMetrics.RenewalFailures.Add(1);
        }
    }

    private async Task TakeAsync(ListenGrant grant)
    {
        if (grant.Snapshot is { } snapshot && !(_at is { } at && snapshot.Position.IsAtOrBefore(at)))
            await GiveAsync(ResourceStep.OfSnapshot(snapshot));
        foreach (var missed in grant.Missed) await TakeAsync(missed);
        if (grant.Staleness is { } staleness) await GiveStalenessAsync(ResourceStep.OfStaleness(grant.Position, staleness));
        else if (grant.Confirmed) await GiveStalenessAsync(new ResourceStep { Kind = StepKind.Fresh, Position = grant.Position });
    }

    private async Task TakeAsync(ResourceChanged change)
    {
        if (ResourceStep.Of(change, _format) is not { } step) return;
        if (step.IsStaleness || step.Kind == StepKind.Fresh) await GiveStalenessAsync(step);
        else if (_at is { } at && step.Position.IsAtOrBefore(at)) return;
        else if (step.Kind == StepKind.Snapshot || (_at is { } before && step.Position.Follows(before))) await GiveAsync(step);
        else await TakeAsync(await AskAsync());
    }

    private async Task GiveAsync(ResourceStep step)
    {
        foreach (var update in step.ToUpdates()) await _handler(update);
        _at = step.Position;
    }

    private async Task GiveStalenessAsync(ResourceStep step)
    {
        if (_told == step.Kind) return;
        foreach (var update in step.ToUpdates()) await _handler(update);
        _told = step.Kind;
    }
}
