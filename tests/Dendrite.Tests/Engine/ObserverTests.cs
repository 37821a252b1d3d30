using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace Dendrite.Engine;

/// <summary>Observers, stateless workers, reminders.</summary>
public sealed class ObserverTests(EngineCluster cluster) : EngineTest(cluster)
{
    [Fact]
    [Source("docs/site/src/content/docs/grains/observers.md#create-and-remove-a-client-observer-reference")]
    public async Task Observer_Reference_IsCalledByTheGrain()
    {
        var listener = new Listener();
        var grain = Client.GetGrain<INewsGrain>(NewKey());
        await grain.SubscribeAsync(Client.CreateObjectReference<INewsObserver>(listener));
        await grain.TellAsync("one");
        await grain.TellAsync("two");
        Assert.Equal(["one", "two"], listener.Heard);
    }

    [Fact]
    [Source("test/Orleans.DefaultCluster.Tests/ObserverTests.cs")]
    public async Task Observer_VoidMethod_IsCalled()
    {
        var listener = new Listener();
        var grain = Client.GetGrain<INewsGrain>(NewKey());
        await grain.SubscribeAsync(Client.CreateObjectReference<INewsObserver>(listener));
        await grain.WhisperAsync("psst");
        await EventuallyAsync(() => Task.FromResult(listener.Heard.Contains("psst")), "the whisper");
    }

    [Fact]
    [Source("test/Orleans.DefaultCluster.Tests/ObserverTests.cs")]
    public async Task Observer_Unsubscribed_HearsNoMore()
    {
        var listener = new Listener();
        var reference = Client.CreateObjectReference<INewsObserver>(listener);
        var grain = Client.GetGrain<INewsGrain>(NewKey());
        await grain.SubscribeAsync(reference);
        await grain.UnsubscribeAsync(reference);
        Assert.Equal(0, await grain.TellAsync("nobody"));
        Assert.Empty(listener.Heard);
    }

    [Fact]
    [Source("src/Orleans.Core/Utils/ObserverManager.cs")]
    public async Task ObserverManager_SameReferenceTwice_IsOneObserver()
    {
        var listener = new Listener();
        var reference = Client.CreateObjectReference<INewsObserver>(listener);
        var grain = Client.GetGrain<INewsGrain>(NewKey());
        await grain.SubscribeAsync(reference);
        await grain.SubscribeAsync(reference);
        Assert.Equal(1, await grain.TellAsync("once"));
        // The reference does not keep it.
        GC.KeepAlive(listener);
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/observers.md#define-an-observer")]
    public async Task Observer_Throws_GrainGetsTheException()
    {
        var listener = new Listener { Fails = true };
        var reference = Client.CreateObjectReference<INewsObserver>(listener);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Client.GetGrain<INewsGrain>(NewKey()).TellOneAsync(reference, "x"));
        GC.KeepAlive(listener);
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/observers.md#manage-subscriptions-in-a-grain")]
    public async Task ObserverManager_ObserverFails_IsDropped()
    {
        var listener = new Listener { Fails = true };
        var grain = Client.GetGrain<INewsGrain>(NewKey());
        await grain.SubscribeAsync(Client.CreateObjectReference<INewsObserver>(listener));
        Assert.Equal(0, await grain.TellAsync("x"));
        GC.KeepAlive(listener);
    }

    [Fact]
    [Source("test/Orleans.DefaultCluster.Tests/ObserverTests.cs")]
    public void DeleteObjectReference_OfAReference_IsAccepted()
    {
        var listener = new Listener();
        var reference = Client.CreateObjectReference<INewsObserver>(listener);
        Client.DeleteObjectReference<INewsObserver>(reference);
        GC.KeepAlive(listener);
    }

    [Fact]
    [Source("src/Orleans.Core/Runtime/InvokableObjectManager.cs")]
    public async Task Observer_ThatNobodyKeeps_IsCollected()
    {
        var grain = Client.GetGrain<INewsGrain>(NewKey());
        var listener = await SubscribeAndForgetAsync(grain);
        await EventuallyAsync(() =>
        {
            GC.Collect();
            return Task.FromResult(!listener.IsAlive);
        }, "the end of the listener");
    }

    [Fact]
    [Source("src/Orleans.Core/Runtime/OutsideRuntimeClient.cs")]
    public async Task Observer_ReferredToTwice_HearsTwice()
    {
        var listener = new Listener();
        var grain = Client.GetGrain<INewsGrain>(NewKey());
        await grain.SubscribeAsync(Client.CreateObjectReference<INewsObserver>(listener));
        await grain.SubscribeAsync(Client.CreateObjectReference<INewsObserver>(listener));
        Assert.Equal(2, await grain.TellAsync("news"));
        Assert.Equal(["news", "news"], listener.Heard);
    }

    [Fact]
    [Source("src/Orleans.Core/Runtime/OutsideRuntimeClient.cs")]
    public void DeleteObjectReference_OfWhatIsNone_IsRefused()
    {
        var listener = new Listener();
        Assert.Throws<ArgumentException>(() => Client.DeleteObjectReference<INewsObserver>(listener));
        var reference = Client.CreateObjectReference<INewsObserver>(listener);
        Client.DeleteObjectReference<INewsObserver>(reference);
        Assert.Throws<ArgumentException>(() => Client.DeleteObjectReference<INewsObserver>(reference));
        GC.KeepAlive(listener);
    }

    [Fact]
    [Source("test/Orleans.DefaultCluster.Tests/ObserverTests.cs")]
    public async Task Observer_NotAReference_CanNotBeAnArgument() =>
        await Assert.ThrowsAnyAsync<Exception>(() => Client.GetGrain<INewsGrain>(NewKey()).SubscribeAsync(new Listener()));

    [Fact]
    [Source("docs/site/src/content/docs/grains/stateless-worker-grains.md#scaling-behavior")]
    public async Task StatelessWorker_BusyCalls_GetActivationsUpToTheLimit()
    {
        var (gate, worker) = (NewKey(), Client.GetGrain<IWorkerGrain>(NewNumber()));
        var calls = Enumerable.Range(0, 9).Select(_ => worker.WorkAsync(gate)).ToList();
        var log = Cluster.Silo.GetRequiredService<CallLog>();
        await EventuallyAsync(() => Task.FromResult(log.Of(gate).Length == 3), "three workers at once");
        Gates.Open(gate);
        Assert.Equal(3, (await Task.WhenAll(calls)).Distinct().Count());
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/stateless-worker-grains.md#scaling-behavior")]
    public async Task StatelessWorker_CallsOneAfterAnother_StayWithinTheLimit()
    {
        var worker = Client.GetGrain<IWorkerGrain>(NewNumber());
        var workers = new HashSet<Guid>();
        for (var i = 0; i < 20; i++) workers.Add(await worker.WhoAsync());
        Assert.InRange(workers.Count, 1, 3);
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/reminders.md#retrieve-or-remove-a-reminder")]
    public async Task Reminder_Registered_IsFoundByName()
    {
        var grain = Client.GetGrain<IReminderGrain>(NewKey());
        await grain.RegisterAsync("b", TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5));
        await grain.RegisterAsync("a", TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5));
        Assert.Equal(["a", "b"], await grain.NamesAsync());
        Assert.True(await grain.KnowsAsync("a"));
        Assert.False(await grain.KnowsAsync("c"));
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/reminders.md#retrieve-or-remove-a-reminder")]
    public async Task Reminder_Unregistered_IsGone()
    {
        var grain = Client.GetGrain<IReminderGrain>(NewKey());
        await grain.RegisterAsync("a", TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5));
        await grain.UnregisterAsync("a");
        Assert.Empty(await grain.NamesAsync());
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/reminders.md#receive-reminder-ticks")]
    public async Task Reminder_Due_Ticks()
    {
        var grain = Client.GetGrain<IReminderGrain>(NewKey());
        // Not at once: Orleans counts a time that passes before the reminder is stored as missed, and waits a period.
        await grain.RegisterAsync("soon", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        await EventuallyAsync(async () => await grain.TicksAsync() == 1, "the first tick");
        await grain.UnregisterAsync("soon");
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/reminders.md#register-or-update-a-reminder")]
    public async Task Reminder_SameNameAgain_IsUpdated()
    {
        var grain = Client.GetGrain<IReminderGrain>(NewKey());
        await grain.RegisterAsync("a", TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5));
        await grain.RegisterAsync("a", TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(9));
        Assert.Equal(["a"], await grain.NamesAsync());
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/reminders.md#reminder-timing-constraints")]
    public async Task Reminder_ShortPeriod_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Client.GetGrain<IReminderGrain>(NewKey()).RegisterAsync("a", TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1)));

    [Theory]
    [InlineData(-1, 300)]
    [InlineData(60, -1)]
    [Source("docs/site/src/content/docs/grains/reminders.md#reminder-timing-constraints")]
    public async Task Reminder_NegativeTime_IsRefused(int due, int period) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Client.GetGrain<IReminderGrain>(NewKey()).RegisterAsync("a", TimeSpan.FromSeconds(due), TimeSpan.FromSeconds(period)));

    // Apart, so that no frame of the case keeps the listener.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> SubscribeAndForgetAsync(INewsGrain grain)
    {
        var listener = new Listener();
        await grain.SubscribeAsync(Client.CreateObjectReference<INewsObserver>(listener));
        Assert.Equal(1, await grain.TellAsync("heard"));
        Assert.Equal(["heard"], listener.Heard);
        return new WeakReference(listener);
    }

    private sealed class Listener : INewsObserver
    {
        public ConcurrentQueue<string> Heard { get; } = new();

        public bool Fails { get; init; }

        public Task HearAsync(string news)
        {
            if (Fails) throw new InvalidOperationException("deaf");
            Heard.Enqueue(news);
            return Task.CompletedTask;
        }

        public void Whisper(string news) => Heard.Enqueue(news);

        public Task ShoutAsync(string news) => HearAsync(news);
    }
}
