using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Dendrite.Engine;

/// <summary>Memory streams: subscriptions of grains, of clients and of silo services.</summary>
public sealed class StreamTests(EngineCluster cluster) : EngineTest(cluster)
{
    [Fact]
    [Source("docs/site/src/content/docs/streaming/streams-programming-apis.md#consumers")]
    public async Task Grain_Subscribed_GetsEventsInOrder()
    {
        var (stream, grain) = (NewKey(), Client.GetGrain<IConsumerGrain>(NewKey()));
        await grain.SubscribeAsync(stream);
        for (var i = 0; i < 20; i++) await Stream(stream).OnNextAsync(new Event($"{i}", []));
        await SeenAsync(grain, 20);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}:1"), await grain.SeenAsync());
    }

    [Fact]
    [Source("docs/site/src/content/docs/streaming/streams-programming-apis.md#clients")]
    public async Task Client_Subscribed_GetsEventsOfAGrain()
    {
        var stream = NewKey();
        var seen = new ConcurrentQueue<string>();
        await Stream(stream).SubscribeAsync((item, _) =>
        {
            seen.Enqueue(item.Text);
            return Task.CompletedTask;
        });
        await Client.GetGrain<IConsumerGrain>(NewKey()).PublishAsync(stream, "x");
        await EventuallyAsync(() => Task.FromResult(seen.Contains("x")), "the event at the client");
    }

    [Fact]
    [Source("test/Orleans.DefaultCluster.Tests/HostedClientTests.cs")]
    public async Task SiloService_Subscribed_GetsEvents()
    {
        var stream = NewKey();
        var seen = new ConcurrentQueue<string>();
        var provider = Cluster.Silo.GetRequiredService<IClusterClient>().GetStreamProvider("mem");
        await provider.GetStream<Event>("engine", stream).SubscribeAsync((item, _) =>
        {
            seen.Enqueue(item.Text);
            return Task.CompletedTask;
        });
        await Stream(stream).OnNextAsync(new Event("y", []));
        await EventuallyAsync(() => Task.FromResult(seen.Contains("y")), "the event at the silo's service");
    }

    [Fact]
    [Source("docs/site/src/content/docs/streaming/streams-programming-apis.md#stream-identity")]
    public async Task Stream_OtherKey_IsNotHeard()
    {
        var (stream, grain) = (NewKey(), Client.GetGrain<IConsumerGrain>(NewKey()));
        await grain.SubscribeAsync(stream);
        await Stream(NewKey()).OnNextAsync(new Event("elsewhere", []));
        await Stream(stream).OnNextAsync(new Event("here", []));
        await SeenAsync(grain, 1);
        Assert.Equal(["here:1"], await grain.SeenAsync());
    }

    [Fact]
    [Source("docs/site/src/content/docs/streaming/streams-programming-apis.md#consumers")]
    public async Task Subscribe_Twice_IsTwoSubscriptions()
    {
        var (stream, grain) = (NewKey(), Client.GetGrain<IConsumerGrain>(NewKey()));
        Assert.NotEqual(await grain.SubscribeAsync(stream), await grain.SubscribeAsync(stream));
        Assert.Equal(2, await grain.HandlesAsync(stream));
        await Stream(stream).OnNextAsync(new Event("e", []));
        await SeenAsync(grain, 2);
    }

    [Fact]
    [Source("docs/site/src/content/docs/streaming/streams-programming-apis.md#end-an-explicit-subscription")]
    public async Task Unsubscribe_AllHandles_HearsNoMore()
    {
        var (stream, grain) = (NewKey(), Client.GetGrain<IConsumerGrain>(NewKey()));
        await grain.SubscribeAsync(stream);
        await grain.UnsubscribeAsync(stream);
        Assert.Equal(0, await grain.HandlesAsync(stream));
        await Stream(stream).OnNextAsync(new Event("e", []));
        await grain.PublishAsync(NewKey(), "other");
        Assert.Empty(await grain.SeenAsync());
    }

    [Fact]
    [Source("docs/site/src/content/docs/streaming/streams-programming-apis.md#explicit-subscriptions")]
    public async Task Subscription_OfAFormerActivation_IsResumedByTheNext()
    {
        var (stream, grain) = (NewKey(), Client.GetGrain<IConsumerGrain>(NewKey()));
        await grain.SubscribeAsync(stream);
        await Cluster.Cluster.DeactivateAsync(grain);
        Assert.Equal(1, await grain.HandlesAsync(stream));
        await grain.ResumeAsync(stream);
        await Stream(stream).OnNextAsync(new Event("again", []));
        await SeenAsync(grain, 1);
        Assert.Equal(1, await grain.HandlesAsync(stream));
    }

    [Fact]
    [Source("docs/site/src/content/docs/host/configuration-guide/serialization-immutability.md#serialization-in-orleans")]
    public async Task Event_ChangedByOneConsumer_IsWholeForTheOthers()
    {
        var stream = NewKey();
        var grains = Enumerable.Range(0, 3).Select(_ => Client.GetGrain<IConsumerGrain>(NewKey())).ToList();
        foreach (var grain in grains) await grain.SubscribeAsync(stream);
        var mine = new Event("e", [1]);
        await Stream(stream).OnNextAsync(mine);
        foreach (var grain in grains)
        {
            await SeenAsync(grain, 1);
            Assert.Equal(["e:2"], await grain.SeenAsync());
        }
        Assert.Single(mine.Numbers);
    }

    [Fact]
    [Source("src/Orleans.Streaming/Core/IAsyncBatchObserver.cs")]
    public async Task BatchObserver_Events_ArriveInOrder()
    {
        var (stream, grain) = (NewKey(), Client.GetGrain<IConsumerGrain>(NewKey()));
        await grain.SubscribeToBatchesAsync(stream);
        await Stream(stream).OnNextBatchAsync([new Event("a", []), new Event("b", []), new Event("c", [])]);
        await SeenAsync(grain, 3);
        Assert.Equal(["a:1", "b:1", "c:1"], await grain.SeenAsync());
    }

    [Fact]
    [Source("src/Orleans.Streaming/Core/IAsyncBatchProducer.cs")]
    public async Task Batch_ToASingleObserver_ArrivesOneByOne()
    {
        var (stream, grain) = (NewKey(), Client.GetGrain<IConsumerGrain>(NewKey()));
        await grain.SubscribeAsync(stream);
        await Stream(stream).OnNextBatchAsync([new Event("a", []), new Event("b", [])]);
        await SeenAsync(grain, 2);
        Assert.Equal(["a:1", "b:1"], await grain.SeenAsync());
    }

    [Fact]
    [Source("docs/site/src/content/docs/streaming/delivery-semantics.md#ordering")]
    public async Task SequenceTokens_OfOneStream_Grow()
    {
        var stream = NewKey();
        var tokens = new ConcurrentQueue<StreamSequenceToken>();
        await Stream(stream).SubscribeAsync((_, token) =>
        {
            tokens.Enqueue(token!);
            return Task.CompletedTask;
        });
        for (var i = 0; i < 5; i++) await Stream(stream).OnNextAsync(new Event("e", []));
        await EventuallyAsync(() => Task.FromResult(tokens.Count == 5), "five tokens");
        Assert.All(tokens.Zip(tokens.Skip(1)), pair => Assert.True(pair.Second.Newer(pair.First)));
    }

    [Fact]
    [Source("docs/site/src/content/docs/streaming/delivery-semantics.md#consumer-acknowledgment-and-retries")]
    public async Task Consumer_Fails_IsTriedAgain()
    {
        var (stream, grain) = (NewKey(), Client.GetGrain<IConsumerGrain>(NewKey()));
        await grain.SubscribeAsync(stream);
        await grain.FailNextAsync(1);
        await Stream(stream).OnNextAsync(new Event("e", []));
        await SeenAsync(grain, 1);
        Assert.Equal(["e:1"], await grain.SeenAsync());
    }

    [Fact]
    [Source("src/Orleans.Streaming/PersistentStreams/PersistentStreamPullingAgent.cs")]
    public async Task Consumer_Slow_DoesNotHoldUpTheOthers()
    {
        var (stream, gate) = (NewKey(), NewKey());
        var (slow, quick) = (Client.GetGrain<IConsumerGrain>(NewKey()), Client.GetGrain<IConsumerGrain>(NewKey()));
        await slow.SubscribeAsync(stream);
        await quick.SubscribeAsync(stream);
        await slow.HoldAsync(gate);
        for (var i = 0; i < 3; i++) await Stream(stream).OnNextAsync(new Event($"{i}", []));
        await SeenAsync(quick, 3);
        Assert.Empty(await slow.SeenAsync());
        Gates.Open(gate);
        await SeenAsync(slow, 3);
    }

    [Fact]
    [Source("docs/site/src/content/docs/streaming/streams-programming-apis.md#implicit-subscriptions")]
    public async Task ImplicitSubscription_Event_ActivatesTheGrainOfItsKey()
    {
        var key = NewKey();
        await Client.GetStreamProvider("mem").GetStream<string>("engine-implicit", key).OnNextAsync("hello");
        await EventuallyAsync(async () => (await Client.GetGrain<IImplicitGrain>(key).SeenAsync()).Contains("hello"), "the event at the implicit consumer");
    }

    [Fact]
    [Source("src/Orleans.Streaming/Internal/StreamSubscriptionHandleImpl.cs")]
    public async Task Handle_UsedToUnsubscribe_IsInvalid()
    {
        var handle = await Stream(NewKey()).SubscribeAsync((_, _) => Task.CompletedTask);
        await handle.UnsubscribeAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(handle.UnsubscribeAsync);
    }

    [Fact]
    [Source("src/Orleans.Streaming/Core/StreamSubscriptionHandle.cs")]
    public async Task Handle_Names_AreTheStreams()
    {
        var stream = NewKey();
        var handle = await Stream(stream).SubscribeAsync((_, _) => Task.CompletedTask);
        Assert.Equal(("mem", StreamId.Create("engine", stream)), (handle.ProviderName, handle.StreamId));
        Assert.NotEqual(Guid.Empty, handle.HandleId);
        await handle.UnsubscribeAsync();
    }

    [Fact]
    [Source("src/Orleans.Streaming/Internal/StreamImpl.cs")]
    public void Streams_OfOneName_AreEqual()
    {
        var stream = NewKey();
        Assert.Equal(Stream(stream), Stream(stream));
        Assert.NotEqual(Stream(stream), Stream(NewKey()));
    }

    [Fact]
    [Source("src/Orleans.Streaming/PersistentStreams/PersistentStreamProducer.cs")]
    public async Task Producer_OnCompleted_IsNotImplemented() => await Assert.ThrowsAsync<NotImplementedException>(() => Stream(NewKey()).OnCompletedAsync());

    [Fact]
    [Source("src/Orleans.Streaming/GrainStreamingExtensions.cs")]
    public void Provider_OfUnknownName_IsRefused() => Assert.Throws<KeyNotFoundException>(() => Client.GetStreamProvider("there is no such provider"));

    [Theory]
    [InlineData("ns", "key")]
    [InlineData("ns/with/slash", "key")]
    [InlineData(null, "key")]
    [Source("src/Orleans.Streaming/StreamId.cs")]
    public void StreamId_Parts_CanBeRead(string? space, string key)
    {
        var id = StreamId.Create(space, key);
        Assert.Equal((space, key), (id.GetNamespace(), id.GetKeyAsString()));
        Assert.Equal(id, StreamId.Create(space, key));
        Assert.NotEqual(id, StreamId.Create(space + "x", key));
    }

    [Fact]
    [Source("src/Orleans.Streaming/StreamId.cs")]
    public void StreamId_SameBytesInAll_AreEqualWhereverTheNamespaceEnds()
    {
        Assert.Equal(StreamId.Create("ab", "c"), StreamId.Create("a", "bc"));
        Assert.Equal(StreamId.Create("ab", "c").GetHashCode(), StreamId.Create(null, "abc").GetHashCode());
        Assert.NotEqual(StreamId.Create("ab", "c"), StreamId.Create("ab", "d"));
    }

    private static Task SeenAsync(IConsumerGrain grain, int count) => EventuallyAsync(async () => (await grain.SeenAsync()).Length >= count, $"event {count}");

    private IAsyncStream<Event> Stream(string key) => Client.GetStreamProvider("mem").GetStream<Event>("engine", key);
}
