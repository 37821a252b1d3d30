using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Dendrite.Testing;
using Orleans.Streams;

namespace Dendrite.Engine;

/// <summary>
/// Slow, failing and vanishing consumers of memory streams. Pauses and time-outs pass by <see cref="StreamCluster.Clock"/>, on
/// which the agents of Orleans, that pull by it, would stand still.
/// </summary>
[Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
public sealed class StreamDeliveryTests(StreamCluster cluster) : IClassFixture<StreamCluster>
{
    /// <summary>The embedded engine's own figures.</summary>
    private const int QueueLimit = 1024;
    private const int MostBehind = 16384;

    private IClusterClient Client => cluster.Cluster.Client;

    [Fact]
    [Source("docs/site/src/content/docs/streaming/streams-why.md")]
    public async Task Producer_OfAConsumerWhoseQueueIsFull_WaitsUntilThereIsRoom()
    {
        var (stream, gate) = (NewKey(), new TaskCompletionSource());
        var slow = await HearAsync(stream, _ => gate.Task);
        var (published, waiting) = await FillAsync(stream);
        Assert.Equal(QueueLimit + 1, published);
        using var pressure = new Instrument<int>("orleans-streams-queue-cache-under-pressure");
        Assert.True(pressure.Observe() > 0);
        gate.SetResult();
        await waiting;
        await EventuallyAsync(() => slow.Count == published, "all events");
        Assert.Equal(Enumerable.Range(0, published), slow);
    }

    [Fact]
    [Source("docs/site/src/content/docs/streaming/streams-why.md")]
    public async Task Producer_OfAConsumerThatTakesNothing_WaitsForTenSecondsAndThenNoMore()
    {
        var (stream, gate) = (NewKey(), new TaskCompletionSource());
        await HearAsync(stream, _ => gate.Task);
        var quick = await HearAsync(stream);
        var (published, waiting) = await FillAsync(stream);
        await AdvanceUntilAsync(() => waiting.IsCompletedSuccessfully, "the end of the wait");
        await Stream(stream).OnNextAsync(published);
        Assert.Equal(Enumerable.Range(0, published + 1), quick);
        gate.SetResult();
    }

    [Fact]
    [Source("src/Orleans.Providers/Streams/Memory/MemoryStreamQueueGrain.cs")]
    public async Task Event_PublishedWithinAnother_ComesAfterItToEverySubscriber()
    {
        var stream = NewKey();
        var first = await HearAsync(stream, item => item == 1 ? Stream(stream).OnNextAsync(2) : Task.CompletedTask);
        var second = await HearAsync(stream);
        await Stream(stream).OnNextAsync(1);
        await EventuallyAsync(() => first.Count == 2 && second.Count == 2, "both events at both");
        Assert.Equal([1, 2], second);
    }

    [Fact]
    [Source("src/Orleans.Providers/Streams/Memory/MemoryStreamQueueGrain.cs")]
    public async Task Producers_AtOnce_TokensComeInOrder()
    {
        const int Each = 20_000;
        var (stream, tokens) = (NewKey(), new ConcurrentQueue<long>());
        await Stream(stream).SubscribeAsync((_, token) =>
        {
            tokens.Enqueue(token!.SequenceNumber);
            return Task.CompletedTask;
        });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++) await Stream(stream).OnNextAsync(i);
        })));
        await EventuallyAsync(() => tokens.Count == 4 * Each, "all events");
        Assert.Equal(tokens.Order(), tokens);
    }

    [Fact]
    [Source("src/Orleans.Streaming/QueueAdapters/QueueCacheMissException.cs")]
    public async Task Consumer_TooFarBehind_IsToldWhatItLostAndGoesOnAlone()
    {
        var (stream, gate, errors) = (NewKey(), new TaskCompletionSource(), new ConcurrentQueue<Exception>());
        var slow = await HearAsync(stream, _ => gate.Task, errors.Enqueue);
        var quick = await HearAsync(stream);
        using var dropped = new Instrument<long>("orleans-streams-queue-cache-messages-purged");
        var before = dropped.Observe("mem");
        var (published, waiting) = await FillAsync(stream);
        await AdvanceUntilAsync(() => waiting.IsCompletedSuccessfully, "the end of the wait");
        for (; published < MostBehind + 2; published++) await Stream(stream).OnNextAsync(published);
        Assert.Equal(published, quick.Count);
        Assert.Equal(MostBehind, dropped.Observe("mem") - before);
        gate.SetResult();
        await EventuallyAsync(() => slow.Contains(published - 1), "the newest event");
        Assert.IsType<QueueCacheMissException>(Assert.Single(errors));
        Assert.Equal([0, published - 1], slow);
    }

    [Fact]
    [Source("src/Orleans.Core/Runtime/CallbackData.cs")]
    public async Task Producer_ThatWaitsLongerThanItsCaller_GoesOnAndNothingIsLost()
    {
        using var steps = new SemaphoreSlim(0);
        var stream = NewKey();
        var slow = await HearLoopAsync(stream, () => steps.WaitAsync());
        var call = Client.GetGrain<ILoopGrain>(NewKey()).PublishAsync(stream, QueueLimit + 50);
        await EventuallyAsync(() => slow.IsEmpty && StreamCluster.Clock.Due.Count > 0, "the wait of the producer");
        for (var taken = 1; !call.IsCompleted; taken++)
        {
            steps.Release();
            await EventuallyAsync(() => slow.Count >= taken, "the next event");
            StreamCluster.Clock.Advance(TimeSpan.FromSeconds(5));
        }
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.InRange(slow.Count, 6, 20);
        steps.Release(QueueLimit + 50);
        await EventuallyAsync(() => slow.Count == QueueLimit + 50, "all events");
        Assert.Equal(Enumerable.Range(0, QueueLimit + 50), slow);
    }

    [Fact]
    [Source("docs/site/src/content/docs/streaming/streams-programming-apis.md")]
    public async Task Producer_CalledByItsConsumer_DoesNotHang()
    {
        var (stream, consumer) = (NewKey(), Client.GetGrain<ILoopGrain>(NewKey()));
        await consumer.SubscribeAsync(stream);
        var asked = consumer.AskAsync(Client.GetGrain<ILoopGrain>(NewKey()), stream, 1500);
        await AdvanceUntilAsync(() => asked.IsCompleted, "the end of the call");
        await asked;
        await EventuallyAsync(async () => (await consumer.SeenAsync()).Length == 1500, "all events");
    }

    [Fact]
    [Source("src/Orleans.Streaming/PersistentStreams/PersistentStreamPullingAgent.cs")]
    public async Task Consumer_ThatGoesOnFailing_IsRetriedForAMinuteThenToldAndGoesOnAlone()
    {
        var (stream, errors, attempts) = (NewKey(), new ConcurrentQueue<Exception>(), 0);
        var failing = await HearAsync(stream, item => item == 0 ? throw new InvalidOperationException($"{Interlocked.Increment(ref attempts)}") : Task.CompletedTask, errors.Enqueue);
        var other = await HearAsync(stream);
        var since = StreamCluster.Clock.GetUtcNow();
        for (var i = 0; i < 3; i++) await Stream(stream).OnNextAsync(i);
        await EventuallyAsync(() => other.Count == 3, "the events at the other");
        Assert.Empty(failing);
        await AdvanceUntilAsync(() => failing.Count == 2, "the events after the one that fails");
        Assert.Equal([1, 2], failing);
        Assert.IsType<StreamEventDeliveryFailureException>(Assert.Single(errors));
        Assert.InRange(attempts, 3, 62);
        Assert.True(StreamCluster.Clock.GetUtcNow() - since > TimeSpan.FromSeconds(30), $"{attempts} attempts");
    }

    [Fact]
    [Source("src/Orleans.Streaming/PersistentStreams/PersistentStreamPullingAgent.cs")]
    public async Task OnError_ThatFailsItself_DoesNotEndTheSubscription()
    {
        var (stream, told) = (NewKey(), 0);
        var failing = await HearAsync(stream, item => item == 0 ? throw new InvalidOperationException("no") : Task.CompletedTask, _ =>
        {
            told++;
            throw new InvalidOperationException("nor this");
        });
        await Stream(stream).OnNextAsync(0);
        await Stream(stream).OnNextAsync(1);
        await AdvanceUntilAsync(() => failing.Count == 1, "the event after");
        Assert.Equal(1, told);
    }

    [Fact]
    [Source("src/Orleans.Core/Runtime/CallbackData.cs")]
    public async Task Consumer_ThatNeverEnds_IsToldAfterTimeOutsAndGoesOn()
    {
        var (stream, errors) = (NewKey(), new ConcurrentQueue<Exception>());
        var hanging = await HearAsync(stream, item => item == 0 ? new TaskCompletionSource().Task : Task.CompletedTask, errors.Enqueue);
        await Stream(stream).OnNextAsync(0);
        await Stream(stream).OnNextAsync(1);
        await AdvanceUntilAsync(() => hanging.Count == 1, "the event after the one that hangs");
        Assert.IsType<StreamEventDeliveryFailureException>(Assert.Single(errors));
    }

    [Fact]
    [Source("src/Orleans.Streaming/Internal/StreamSubscriptionHandleImpl.cs")]
    public async Task Batch_ToABatchObserver_ComesWholeAndAfterAFailureWholeAgain()
    {
        var (stream, attempts) = (NewKey(), new ConcurrentQueue<int[]>());
        await Stream(stream).SubscribeAsync(items =>
        {
            attempts.Enqueue([.. items.Select(i => i.Item)]);
            return attempts.Count == 1 ? throw new InvalidOperationException("in the middle") : Task.CompletedTask;
        });
        await Stream(stream).OnNextBatchAsync([1, 2, 3]);
        await Stream(stream).OnNextAsync(4);
        await AdvanceUntilAsync(() => attempts.Count == 3, "the batch twice and the event");
        Assert.Equal(["1,2,3", "1,2,3", "4"], attempts.Select(a => string.Join(',', a)));
    }

    [Fact]
    [Source("src/Orleans.Streaming/Internal/StreamSubscriptionHandleImpl.cs")]
    public async Task Batch_ToASingleObserverThatFailsInTheMiddle_ComesWholeAgain()
    {
        var (stream, seen, failures) = (NewKey(), new ConcurrentQueue<int>(), 1);
        await Stream(stream).SubscribeAsync((item, _) =>
        {
            seen.Enqueue(item);
            return item == 2 && failures-- > 0 ? throw new InvalidOperationException("once") : Task.CompletedTask;
        });
        await Stream(stream).OnNextBatchAsync([1, 2, 3]);
        await AdvanceUntilAsync(() => seen.Contains(3), "the last of the batch");
        Assert.Equal([1, 2, 1, 2, 3], seen.ToArray());
    }

    [Fact]
    [Source("src/Orleans.Streaming/PersistentStreams/Options/PersistentStreamProviderOptions.cs")]
    public async Task BatchContainerBatchSize_EventsThatWait_ComeTogether()
    {
        var (key, gate, batches) = (NewKey(), new TaskCompletionSource(), new ConcurrentQueue<int[]>());
        var stream = Client.GetStreamProvider("batched").GetStream<int>("batched", key);
        await stream.SubscribeAsync(async (IList<SequentialItem<int>> items) =>
        {
            batches.Enqueue([.. items.Select(i => i.Item)]);
            await gate.Task;
        });
        for (var i = 0; i < 25; i++) await stream.OnNextAsync(i);
        gate.SetResult();
        await EventuallyAsync(() => batches.Sum(b => b.Length) == 25, "all events");
        Assert.Equal(Enumerable.Range(0, 25), batches.SelectMany(b => b));
        Assert.Equal(10, batches.Max(b => b.Length));
    }

    /// <summary>Orleans does so once the events have left its cache; the embedded engine keeps none.</summary>
    [Fact]
    [Source("src/Orleans.Streaming/PersistentStreams/PersistentStreamPullingAgent.cs")]
    public async Task Subscribe_FromATokenThatIsNoLongerKept_IsToldAndHearsWhatComes()
    {
        var (stream, tokens, errors, seen) = (NewKey(), new ConcurrentQueue<StreamSequenceToken>(), new ConcurrentQueue<Exception>(), new ConcurrentQueue<int>());
        await Stream(stream).SubscribeAsync((_, token) =>
        {
            tokens.Enqueue(token!);
            return Task.CompletedTask;
        });
        for (var i = 0; i < 2; i++) await Stream(stream).OnNextAsync(i);
        await Stream(stream).SubscribeAsync(Into(seen), ErrorsInto(errors), tokens.First());
        await EventuallyAsync(() => errors.Count == 1, "the error");
        Assert.IsAssignableFrom<DataNotAvailableException>(errors.Single());
        await Stream(stream).OnNextAsync(2);
        await EventuallyAsync(() => seen.Count == 1, "the event");
        Assert.Equal([2], seen);
    }

    [Fact]
    [Source("src/Orleans.Streaming/PersistentStreams/PersistentStreamPullingAgent.cs")]
    public async Task Resume_FromTheLastEventThatCame_IsNoError()
    {
        var (stream, last, errors, seen) = (NewKey(), new ConcurrentQueue<StreamSequenceToken>(), new ConcurrentQueue<Exception>(), new ConcurrentQueue<int>());
        var handle = await Stream(stream).SubscribeAsync((_, token) =>
        {
            last.Enqueue(token!);
            return Task.CompletedTask;
        });
        for (var i = 0; i < 2; i++) await Stream(stream).OnNextAsync(i);
        await EventuallyAsync(() => last.Count == 2, "two events");
        await handle.ResumeAsync(Into(seen), ErrorsInto(errors), last.Last());
        await Stream(stream).OnNextAsync(2);
        await EventuallyAsync(() => seen.Contains(2), "the event");
        Assert.Empty(errors);
    }

    /// <summary>A grain that keeps the token of its last event must not be deaf after a restart, until the numbers have caught up.</summary>
    [Fact]
    [Source("src/Orleans.Streaming/MemoryStreams/MemoryStreamQueueGrain.cs")]
    public async Task Resume_FromATokenOfAFormerProcess_HearsTheNewEvents()
    {
        var (tokens, seen) = (new ConcurrentQueue<StreamSequenceToken>(), new ConcurrentQueue<int>());
        var key = NewKey();
        await Stream(key).SubscribeAsync((_, token) =>
        {
            tokens.Enqueue(token!);
            return Task.CompletedTask;
        });
        for (var i = 0; i < 5; i++) await Stream(key).OnNextAsync(i);
        await EventuallyAsync(() => tokens.Count == 5, "five tokens");
        StreamCluster.Clock.Advance(TimeSpan.FromSeconds(1));
        var next = new StreamCluster();
        await next.InitializeAsync();
        var stream = next.Cluster.Client.GetStreamProvider("mem").GetStream<int>("delivery", key);
        await stream.SubscribeAsync(Into(seen), tokens.Last());
        await stream.OnNextAsync(6);
        await EventuallyAsync(() => seen.Count == 1, "the event of the next process");
        await next.DisposeAsync();
    }

    [Fact]
    [Source("src/Orleans.Streaming/PersistentStreams/PersistentStreamPullingAgent.cs")]
    public async Task Client_ThatIsGone_LosesItsSubscriptions()
    {
        var stream = NewKey();
        var seen = await HearAsync(stream);
        await Stream(stream).OnNextAsync(1);
        await EventuallyAsync(() => seen.Count == 1, "the event");
        await cluster.Cluster.StopClusterClientAsync();
        await cluster.Cluster.InitializeClientAsync();
        Assert.Empty(await Stream(stream).GetAllSubscriptionHandles());
        var again = await HearAsync(stream);
        await Stream(stream).OnNextAsync(2);
        await EventuallyAsync(() => again.Count == 1, "the event at the new client");
        Assert.Equal([1], seen);
    }

    [Fact]
    [Source("docs/site/src/content/docs/streaming/streams-why.md")]
    public async Task Streams_WithoutASubscription_AreForgottenAndOneWithOneIsNot()
    {
        using var known = new Instrument<int>("orleans-streams-persistent-stream-pubsub-cache-size");
        var stream = NewKey();
        var seen = await HearAsync(stream);
        NameMany();
        Assert.True(Known() >= 3000);
        GC.Collect();
        Assert.InRange(Known(), 1, 1000);
        await Stream(stream).OnNextAsync(1);
        await EventuallyAsync(() => seen.Count == 1, "the event");

        int Known() => known.Observed().Where(m => (string?)m.Tags["name"] == "mem").Sum(m => m.Value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void NameMany()
    {
        var streams = Enumerable.Range(0, 3000).Select(_ => Stream(NewKey())).ToArray();
        foreach (var stream in streams) Assert.True(stream.GetAllSubscriptionHandles().IsCompletedSuccessfully);
        GC.KeepAlive(streams);
    }

    private static string NewKey() => Guid.NewGuid().ToString("N");

    private static Func<int, StreamSequenceToken?, Task> Into(ConcurrentQueue<int> seen) => (item, _) =>
    {
        seen.Enqueue(item);
        return Task.CompletedTask;
    };

    private static Func<Exception, Task> ErrorsInto(ConcurrentQueue<Exception> errors) => e =>
    {
        errors.Enqueue(e);
        return Task.CompletedTask;
    };

    private static Task EventuallyAsync(Func<bool> condition, string what) => Eventually.HoldsAsync(() => Task.FromResult(condition()), what);

    private static Task EventuallyAsync(Func<Task<bool>> condition, string what) => Eventually.HoldsAsync(condition, what);

    /// <summary>Lets time pass until it has come about.</summary>
    private static Task AdvanceUntilAsync(Func<bool> condition, string what) => EventuallyAsync(
        () =>
        {
            if (condition()) return true;
            StreamCluster.Clock.Advance(TimeSpan.FromSeconds(1));
            return false;
        },
        what);

    /// <summary>A consumer at the client: what it has taken, after its work on the event.</summary>
    private async Task<ConcurrentQueue<int>> HearAsync(string stream, Func<int, Task>? work = null, Action<Exception>? onError = null)
    {
        var seen = new ConcurrentQueue<int>();
        await Stream(stream).SubscribeAsync(
            async (item, _) =>
            {
                if (work is not null) await work(item);
                seen.Enqueue(item);
            },
            e =>
            {
                onError?.Invoke(e);
                return Task.CompletedTask;
            });
        return seen;
    }

    private async Task<ConcurrentQueue<int>> HearLoopAsync(string stream, Func<Task> work)
    {
        var seen = new ConcurrentQueue<int>();
        await Loop(stream).SubscribeAsync(async (item, _) =>
        {
            await work();
            seen.Enqueue(item);
        });
        return seen;
    }

    /// <summary>Publishes numbers until a publication isn't done at once; how many they were, and that publication.</summary>
    private async Task<(int Published, Task Waiting)> FillAsync(string stream)
    {
        for (var i = 0; i < 5000; i++)
        {
            var task = Stream(stream).OnNextAsync(i);
            if (!task.IsCompleted) return (i + 1, task);
            await task;
        }
        throw new InvalidOperationException("No producer ever waited.");
    }

    private IAsyncStream<int> Stream(string key) => Client.GetStreamProvider("mem").GetStream<int>("delivery", key);

    private IAsyncStream<int> Loop(string key) => Client.GetStreamProvider("mem").GetStream<int>("loop", key);
}
