using System.Collections.Concurrent;
using Orleans.Streams;

namespace Dendrite.Engine;

/// <summary>What handlers of memory streams may do, and what comes with an event.</summary>
public sealed class StreamHandlerTests(EngineCluster cluster) : EngineTest(cluster)
{
    [Fact]
    [Source("docs/site/src/content/docs/streaming/streams-programming-apis.md")]
    public async Task Producer_ThatIsItsOwnConsumer_DoesNotWaitForItself()
    {
        var (stream, grain) = (NewKey(), Client.GetGrain<ILoopGrain>(NewKey()));
        await grain.SubscribeAsync(stream);
        await grain.PublishAsync(stream, 1500);
        await EventuallyAsync(async () => (await grain.SeenAsync()).Length == 1500, "its own events");
        Assert.Equal(Enumerable.Range(0, 1500), await grain.SeenAsync());
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/grain-lifecycle.md")]
    public async Task Grain_DeactivatedWithinABatch_EndsItAndTheNextActivationGoesOn()
    {
        var (stream, grain) = (NewKey(), Client.GetGrain<ILoopGrain>(NewKey()));
        await grain.SubscribeToBatchesAsync(stream);
        await Loop(stream).OnNextBatchAsync([1, 2, 3]);
        await EventuallyAsync(() => Task.FromResult(LoopLog.Batches.Any(b => b.Grain == grain.GetPrimaryKeyString())), "the batch");
        Assert.Equal("1,2,3", string.Join(',', LoopLog.Batches.Single(b => b.Grain == grain.GetPrimaryKeyString()).Items));
        Assert.Equal(1, await grain.HandlesAsync(stream));
    }

    [Theory]
    [InlineData(true, new[] { 1 })]
    [InlineData(false, new[] { 1, 2, 3 })]
    [Source("src/Orleans.Streaming/Internal/StreamSubscriptionHandleImpl.cs")]
    public async Task Unsubscribe_WithinTheHandler_EndsTheBatchOnlyByTheObserversOwnHandle(bool own, int[] heard)
    {
        var (stream, grain) = (NewKey(), Client.GetGrain<ILoopGrain>(NewKey()));
        await grain.SubscribeOnceAsync(stream, own);
        await Loop(stream).OnNextBatchAsync([1, 2, 3]);
        await Loop(stream).OnNextAsync(4);
        await EventuallyAsync(async () => await grain.HandlesAsync(stream) == 0, "the end of the subscription");
        Assert.Equal(heard, await grain.SeenAsync());
    }

    [Fact]
    [Source("src/Orleans.Streaming/Internal/StreamConsumer.cs")]
    public async Task Resume_Twice_NeedsAFreshHandleAndTheLastObserverHears()
    {
        var (stream, first, second, third) = (NewKey(), new ConcurrentQueue<int>(), new ConcurrentQueue<int>(), new ConcurrentQueue<int>());
        var handle = await Stream(stream).SubscribeAsync(Into(first));
        var resumed = await handle.ResumeAsync(Into(second));
        await Assert.ThrowsAsync<InvalidOperationException>(() => handle.ResumeAsync(Into(third)));
        var fresh = Assert.Single(await Stream(stream).GetAllSubscriptionHandles());
        Assert.Equal(resumed, fresh);
        await fresh.ResumeAsync(Into(third));
        await Stream(stream).OnNextAsync(7);
        await EventuallyAsync(() => Task.FromResult(third.Count == 1), "the event at the last observer");
        Assert.Empty(first);
        Assert.Empty(second);
    }

    [Fact]
    [Source("src/Orleans.Streaming/MemoryStreams/MemoryAdapterFactory.cs")]
    public async Task Producer_OwnToken_IsNotLookedAt()
    {
        var (stream, tokens) = (NewKey(), new ConcurrentQueue<StreamSequenceToken>());
        await Stream(stream).SubscribeAsync((_, token) =>
        {
            tokens.Enqueue(token!);
            return Task.CompletedTask;
        });
        await Stream(stream).OnNextAsync(0);
        await Stream(stream).OnNextAsync(1, new Orleans.Providers.Streams.Common.EventSequenceTokenV2(1));
        await Stream(stream).OnNextBatchAsync([2, 3], new Orleans.Providers.Streams.Common.EventSequenceTokenV2(1));
        await EventuallyAsync(() => Task.FromResult(tokens.Count == 4), "four tokens");
        Assert.All(tokens.Zip(tokens.Skip(1)), pair => Assert.True(pair.Second.Newer(pair.First)));
    }

    [Fact]
    [Source("src/Orleans.Streaming/PersistentStreams/PersistentStreamProducer.cs")]
    public async Task RequestContext_OfTheProducer_IsTheConsumersToo()
    {
        var (stream, seen) = (NewKey(), new ConcurrentQueue<object?>());
        await Stream(stream).SubscribeAsync(async (_, _) =>
        {
            await Task.Yield();
            seen.Enqueue(RequestContext.Get("who"));
        });
        RequestContext.Set("who", "producer");
        await Stream(stream).OnNextAsync(1);
        RequestContext.Clear();
        await Stream(stream).OnNextAsync(2);
        await EventuallyAsync(() => Task.FromResult(seen.Count == 2), "two events");
        Assert.Equal(new object?[] { "producer", null }, seen.ToArray());
    }

    private static Func<int, StreamSequenceToken?, Task> Into(ConcurrentQueue<int> seen) => (item, _) =>
    {
        seen.Enqueue(item);
        return Task.CompletedTask;
    };

    private IAsyncStream<int> Stream(string key) => Client.GetStreamProvider("mem").GetStream<int>("handlers", key);

    private IAsyncStream<int> Loop(string key) => Client.GetStreamProvider("mem").GetStream<int>("loop", key);
}
