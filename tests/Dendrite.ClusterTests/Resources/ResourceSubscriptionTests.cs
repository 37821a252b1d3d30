using System.Collections.Concurrent;
using Dendrite.Client.Cluster;
using Dendrite.Protocol;
using Dendrite.Testing;
using Xunit.Abstractions;

namespace Dendrite.Resources;

/// <summary>Stream subscriptions lose nothing, whichever silo goes. Each test loses silos, so each has a cluster of its own.</summary>
public sealed class ResourceSubscriptionTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly ResourceAddress _address = new(LiveCluster.Backend, "r0");
    private LiveCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await LiveCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Subscription_OfAClientAndOfAGrain_GetTheListenersSequence()
    {
        var received = new ConcurrentQueue<ResourceUpdate>();
        await using var listener = await StepLog.StartAsync(_cluster.Feeds, LiveCluster.KeyOf(0));
        var grain = _cluster.Client.GetGrain<IFollowerGrain>("follower");
        await using (await _cluster.Client.SubscribeResourceAsync(_address, Into(received)))
        {
            await grain.FollowAsync(_address.ToString());
            await UntilAsync(() => received.Count > 20, "updates");
            await Eventually.HoldsAsync(async () => (await grain.ReceivedAsync()).Count > 20, "updates of the grain", TimeSpan.FromSeconds(30));
        }
        await listener.MoreAsync(1, "the listener is as far");
        var expected = listener.Moves.SelectMany(step => step.ToUpdates()).ToDictionary(update => update.Position, update => (update.Hash, Data: update.Data.ToString()));
        var ofGrain = (await grain.ReceivedAsync()).Select(update => new ResourceUpdate(update.Item1, Enum.Parse<ResourceEvent>(update.Item2), Utf8Json.FromText(update.Item4), update.Item3));
        foreach (var updates in (IReadOnlyList<ResourceUpdate>[])[[.. received], [.. ofGrain]])
        {
            AssertInOrder(updates);
            foreach (var update in updates.Where(update => update.Event == ResourceEvent.Patch && expected.ContainsKey(update.Position)))
                Assert.Equal(expected[update.Position], (update.Hash, update.Data.ToString()));
        }
        await grain.EndAsync();
    }

    /// <summary>The producer's silo, the subscriber's and the one with the queue, in turn.</summary>
    [Fact]
    public async Task Subscription_SilosKilledInTurn_CatchesUpByItself()
    {
        var received = new ConcurrentQueue<ResourceUpdate>();
        await using var subscription = await _cluster.Client.SubscribeResourceAsync(_address, Into(received));
        for (var kill = 0; kill < 2; kill++)
        {
            await UntilAsync(() => received.Count > 10 * (kill + 1), "updates before");
            var before = subscription.Position!.Value;
            // First the one that publishes; then whichever else is not the first of the cluster, which keeps its members.
            var host = await _cluster.HostOfAsync(0);
            var lost = kill == 0 && host != _cluster.Silos[0] ? host : _cluster.Silos[^1];
            await _cluster.KillAsync(lost);
            var since = TimeProvider.System.GetTimestamp();
            await UntilAsync(() => subscription.Position!.Value.Sequence > before.Sequence + 20, "updates after");
            Soak.Say(output, $"kill {kill}: twenty updates later after {TimeProvider.System.GetElapsedTime(since).TotalSeconds:F1} s.");
        }
        AssertInOrder([.. received]);
    }

    private static Func<ResourceUpdate, Task> Into(ConcurrentQueue<ResourceUpdate> received) => update =>
    {
        received.Enqueue(update);
        return Task.CompletedTask;
    };

    private static Task UntilAsync(Func<bool> condition, string what) => Eventually.HoldsAsync(() => Task.FromResult(condition()), what, TimeSpan.FromSeconds(90));

    private static void AssertInOrder(IReadOnlyList<ResourceUpdate> updates)
    {
        Position? at = null;
        foreach (var update in updates)
        {
            if (update.Event is ResourceEvent.Stale or ResourceEvent.Fresh) continue;
            if (update.Event != ResourceEvent.Snapshot) Assert.True(at is { } before && update.Position.Follows(before), $"{update.Position} does not follow {at}.");
            else Assert.True(at is not { } was || was.IsAtOrBefore(update.Position));
            at = update.Position;
        }
    }
}

/// <summary>A grain that follows a resource and keeps what it is told.</summary>
public interface IFollowerGrain : IGrainWithStringKey
{
    Task FollowAsync(string address);

    /// <summary>Position, event, hash and data of each.</summary>
    Task<List<(Position, string, string, string)>> ReceivedAsync();

    Task EndAsync();
}

public sealed class FollowerGrain : Grain, IFollowerGrain
{
    private readonly List<ResourceUpdate> _received = [];
    private ResourceSubscription? _subscription;

    public async Task FollowAsync(string address) => _subscription = await this.SubscribeResourceAsync(ResourceAddress.Parse(address), async update =>
    {
        // Awaits in its turns: no update comes while one is handled.
        await Task.Yield();
        _received.Add(update);
    });

    public Task<List<(Position, string, string, string)>> ReceivedAsync() =>
        Task.FromResult(_received.Select(update => (update.Position, update.Event.ToString(), update.Hash, update.Data.ToString())).ToList());

    public async Task EndAsync() => await _subscription!.DisposeAsync();
}
