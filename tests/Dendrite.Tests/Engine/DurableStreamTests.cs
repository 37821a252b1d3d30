using System.Collections.Concurrent;
using Dendrite.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Streams;

namespace Dendrite.Engine;

/// <summary>Durable streams over restarts, time and clients. That they can be taken back to a token, and their file, are the embedded engine's own.</summary>
[Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
public sealed class DurableStreamTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly DurableHost _hosts;

    public DurableStreamTests() => _hosts = new DurableHost(_clock);

    public void Dispose() => _hosts.Dispose();

    [Fact]
    public async Task ImplicitSubscription_EventsBeforeARestart_ComeAfterItWithoutANewOne()
    {
        var key = NewKey();
        using (var host = await _hosts.StartAsync())
        {
            await DurableHost.Stream<string>(host, "tape-implicit", key).OnNextAsync("a");
            await StopAsync(host);
        }
        Assert.Empty(TapeLog.Of(key));
        Gates.Open("open " + key);
        using var again = await _hosts.StartAsync();
        await EventuallyAsync(() => TapeLog.Of(key).Length >= 1, "the event of the former process");
        Assert.All(TapeLog.Of(key), item => Assert.Equal("a", item));
    }

    [Fact]
    public async Task Silo_Stopped_ItsEventsAreNotGivenUp()
    {
        var key = NewKey();
        using (var host = await _hosts.StartAsync())
        {
            await DurableHost.Grains(host).GetGrain<ITapeGrain>(key).SubscribeAsync(key);
            await Tape(host, key).OnNextAsync("a");
            await StopAsync(host);
            for (var second = 0; second < 200; second++)
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                for (var turn = 0; turn < 10; turn++) await Task.Run(static () => Thread.Yield());
            }
        }
        Gates.Open("open " + key);
        using var again = await _hosts.StartAsync();
        await EventuallyAsync(() => TapeLog.Of(key).Contains("a"), "the event after the restart");
        Assert.Equal(1, await DurableHost.Grains(again).GetGrain<ITapeGrain>(key).HandlesAsync(key));
    }

    [Fact]
    public async Task Consumer_Slow_HoldsUpNeitherProducersNorOthers()
    {
        using var read = new Instrument<int>("orleans-streams-persistent-stream-messages-read");
        var (slow, quick, stream) = (NewKey(), NewKey(), NewKey());
        Gates.Open("open " + quick);
        using var host = await _hosts.StartAsync();
        foreach (var key in new[] { slow, quick }) await DurableHost.Grains(host).GetGrain<ITapeGrain>(key).SubscribeAsync(stream);
        var items = Enumerable.Range(0, 300).Select(i => $"{i}").ToArray();
        await Task.WhenAll(items.Select(i => Tape(host, stream).OnNextAsync(i)));
        await EventuallyAsync(() => TapeLog.Of(quick).Length == items.Length, "all events at the quick one");
        Assert.Empty(TapeLog.Of(slow));
        Gates.Open("open " + slow);
        await EventuallyAsync(() => TapeLog.Of(slow).Length == items.Length, "all events at the slow one");
        Assert.Equal(items, TapeLog.Of(quick));
        Assert.Equal(items, TapeLog.Of(slow));
        Assert.Contains(read.Measurements, m => m.Tags.Keys.Order().SequenceEqual(["provider", "queue"]) && (string?)m.Tags["provider"] == "durable");
    }

    [Fact]
    public async Task Unsubscribe_WithinTheHandler_EndsIt()
    {
        var key = NewKey();
        Gates.Open("open " + key);
        using var host = await _hosts.StartAsync();
        var grain = DurableHost.Grains(host).GetGrain<ITapeGrain>(key);
        await grain.SubscribeOnceAsync(key);
        await Tape(host, key).OnNextBatchAsync(["a", "b"]);
        await Tape(host, key).OnNextAsync("c");
        await EventuallyAsync(async () => await grain.HandlesAsync(key) == 0, "the end of the subscription");
        await StopAsync(host);
        Assert.Equal("a", string.Join(',', TapeLog.Of(key)));
    }

    [Fact]
    public async Task Batch_AfterARestart_IsStillOneWithTokensOfItsOwn()
    {
        using (var host = await _hosts.StartAsync())
        {
            await Numbers(host).OnNextBatchAsync([1, 2, 3]);
            await Numbers(host).OnNextAsync(4);
            await host.StopAsync();
        }
        using var again = await _hosts.StartAsync();
        var batches = new ConcurrentQueue<SequentialItem<int>[]>();
        await Numbers(again).SubscribeAsync(new BatchObserver(batches), new Orleans.Providers.Streams.Common.EventSequenceTokenV2(0));
        await EventuallyAsync(() => batches.Count == 2, "two batches");
        Assert.Equal(["1,2,3", "4"], batches.Select(b => string.Join(',', b.Select(i => i.Item))));
        var tokens = batches.SelectMany(b => b).Select(i => i.Token).ToList();
        Assert.All(tokens.Zip(tokens.Skip(1)), pair => Assert.True(pair.Second.Newer(pair.First)));
    }

    [Fact]
    public async Task Subscribe_FromATokenWithinABatch_BeginsThere()
    {
        using var host = await _hosts.StartAsync();
        var (tokens, seen) = (new ConcurrentQueue<StreamSequenceToken>(), new ConcurrentQueue<int>());
        await Numbers(host).SubscribeAsync((_, token) =>
        {
            tokens.Enqueue(token!);
            return Task.CompletedTask;
        });
        await Numbers(host).OnNextBatchAsync([1, 2, 3]);
        await EventuallyAsync(() => tokens.Count == 3, "three tokens");
        await Numbers(host).SubscribeAsync(Into(seen), tokens.ElementAt(1));
        await EventuallyAsync(() => seen.Count == 2, "the rest of the batch");
        Assert.Equal("2,3", string.Join(',', seen));
    }

    [Fact]
    [Source("src/AdoNet/Orleans.Streaming.AdoNet/AdoNetQueueAdapter.cs")]
    public async Task Producer_WithATokenOfItsOwn_IsRefused()
    {
        using var host = await _hosts.StartAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => Numbers(host).OnNextAsync(1, new Orleans.Providers.Streams.Common.EventSequenceTokenV2(1)));
    }

    [Fact]
    public async Task Publications_ThatNobodyAwaits_AreRefusedWhenTooManyWaitForTheDisk()
    {
        using var host = await _hosts.StartAsync();
        using var file = new SqliteConnection("Data Source=" + _hosts.File + ";Pooling=False");
        file.Open();
        Task[] taken;
        using (var hold = file.BeginTransaction())
        {
            taken = [.. Enumerable.Range(0, 16_384).Select(i => Numbers(host).OnNextAsync(i))];
            var e = await Assert.ThrowsAsync<OrleansException>(() => Numbers(host).OnNextAsync(-1));
            Assert.Contains("16,384 publications of stream provider 'durable' wait", e.Message, StringComparison.Ordinal);
        }
        await Task.WhenAll(taken);
        await Numbers(host).OnNextAsync(-2);
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Utils/StreamId.cs")]
    public async Task Stream_ByAnEqualId_IsTheSameInAnotherProcessToo()
    {
        var key = NewKey();
        var seen = new ConcurrentQueue<int>();
        using (var host = await _hosts.StartAsync())
        {
            await DurableHost.Stream<int>(host, "tapes-" + key, "x").OnNextAsync(1);
            await host.StopAsync();
        }
        using var again = await _hosts.StartAsync();
        GC.Collect();
        await DurableHost.Stream<int>(again, "tapes-", key + "x").OnNextAsync(2);
        GC.Collect();
        await DurableHost.Stream<int>(again, "tapes-" + key, "x").SubscribeAsync(Into(seen), new Orleans.Providers.Streams.Common.EventSequenceTokenV2(0));
        await EventuallyAsync(() => seen.Count == 2, "the events under both names");
        Assert.Equal([1, 2], seen);
    }

    [Fact]
    public async Task Event_OldAndTakenByAll_IsDeletedAndSaysSo()
    {
        using var host = await _hosts.StartAsync();
        var (tokens, seen, errors) = (new ConcurrentQueue<StreamSequenceToken>(), new ConcurrentQueue<int>(), new ConcurrentQueue<Exception>());
        await Numbers(host).SubscribeAsync((_, token) =>
        {
            tokens.Enqueue(token!);
            return Task.CompletedTask;
        });
        await Numbers(host).OnNextAsync(1);
        _clock.Advance(TimeSpan.FromMinutes(11));
        await Numbers(host).OnNextAsync(2);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await Numbers(host).OnNextAsync(3);
        await EventuallyAsync(() => tokens.Count == 3, "three tokens");
        await Numbers(host).SubscribeAsync(Into(seen), ErrorsInto(errors), tokens.First());
        await EventuallyAsync(() => seen.Count == 2, "what is still there");
        Assert.Equal("2,3", string.Join(',', seen));
        Assert.IsType<QueueCacheMissException>(Assert.Single(errors));
    }

    [Fact]
    public async Task Event_NotTaken_IsKeptForAWeekAndThenLostToTheConsumerWhichIsTold()
    {
        var key = NewKey();
        using (var host = await _hosts.StartAsync())
        {
            await DurableHost.Grains(host).GetGrain<ITapeGrain>(key).SubscribeAsync(key);
            for (var i = 0; i < 100; i++) await Tape(host, key).OnNextAsync($"{i}");
            await StopAsync(host);
        }
        using var dropped = new Instrument<long>("orleans-streams-queue-cache-messages-purged");
        var before = dropped.Observe("durable");
        foreach (var days in new[] { 6, 2 })
        {
            Assert.Equal(0, dropped.Observe("durable") - before);
            _clock.Advance(TimeSpan.FromDays(days));
            using var host = await _hosts.StartAsync();
            await Tape(host, "another").OnNextAsync("x");
            await StopAsync(host);
        }
        Assert.Equal(100, dropped.Observe("durable") - before);
        Gates.Open("open " + key);
        using var again = await _hosts.StartAsync();
        await Tape(again, key).OnNextAsync("new");
        await EventuallyAsync(() => TapeLog.Of(key).Contains("new"), "the event that is kept");
        Assert.Contains("QueueCacheMissException", TapeLog.Of(key));
        Assert.DoesNotContain("99", TapeLog.Of(key));
    }

    [Fact]
    public async Task Client_ProducesAndSubscribes_AndItsSubscriptionEndsWithIt()
    {
        var key = NewKey();
        Gates.Open("open " + key);
        using var host = await _hosts.StartAsync();
        await DurableHost.Grains(host).GetGrain<ITapeGrain>(key).SubscribeAsync(key);
        var seen = new ConcurrentQueue<string>();
        using (var client = await _hosts.StartClientAsync())
        {
            await Tape(client, key).SubscribeAsync((item, _) =>
            {
                seen.Enqueue(item);
                return Task.CompletedTask;
            });
            Assert.Single(await Tape(client, key).GetAllSubscriptionHandles());
            await Tape(client, key).OnNextAsync("a");
            await EventuallyAsync(() => !seen.IsEmpty && TapeLog.Of(key).Length == 1, "the event at both");
            await client.StopAsync();
        }
        using var second = await _hosts.StartClientAsync();
        Assert.Empty(await Tape(second, key).GetAllSubscriptionHandles());
        await Tape(second, key).OnNextAsync("b");
        await EventuallyAsync(() => TapeLog.Of(key).Length == 2, "the event of the second client");
        Assert.Equal("a", string.Join(',', seen));
    }

    [Fact]
    public async Task Client_ProviderGotBeforeItsStart_HasTheSilosStreams()
    {
        var key = NewKey();
        Gates.Open("open " + key);
        using var host = await _hosts.StartAsync();
        using var client = _hosts.Client();
        var provider = client.Services.GetRequiredService<IClusterClient>().GetStreamProvider("durable");
        await client.StartAsync();
        var stream = provider.GetStream<string>("tape-implicit", key);
        await stream.OnNextAsync("client's");
        await EventuallyAsync(() => TapeLog.Of(key).Contains("client's"), "the client's event");
        await DurableHost.Stream<string>(host, "tape-implicit", key).OnNextAsync("silo's");
        await EventuallyAsync(() => TapeLog.Of(key).Contains("silo's"), "the silo's event");
        GC.KeepAlive(stream);
    }

    [Fact]
    public async Task Client_SiloComesAgain_PublishesToTheNewOne()
    {
        var (key, fresh) = (NewKey(), NewKey());
        Gates.Open("open " + key);
        Gates.Open("open " + fresh);
        IAsyncStream<string> held;
        IHost client;
        using (var host = await _hosts.StartAsync())
        {
            client = await _hosts.StartClientAsync();
            held = DurableHost.Stream<string>(client, "tape-implicit", key);
            await held.OnNextAsync("before");
            await EventuallyAsync(() => TapeLog.Of(key).Contains("before"), "the event at the first silo");
            await StopAsync(host);
        }
        using var again = await _hosts.StartAsync();
        await held.OnNextAsync("after");
        await EventuallyAsync(() => TapeLog.Of(key).Contains("after"), "the event on the stream that the client held");
        await DurableHost.Stream<string>(client, "tape-implicit", fresh).OnNextAsync("after");
        await EventuallyAsync(() => TapeLog.Of(fresh).Contains("after"), "the event on another stream");
        client.Dispose();
    }

    [Fact]
    public async Task Store_ThatFailsForAMoment_IsReadAgain()
    {
        using var host = await _hosts.StartAsync();
        var seen = new ConcurrentQueue<int>();
        await Numbers(host).SubscribeAsync(Into(seen));
        await Numbers(host).OnNextAsync(1);
        await EventuallyAsync(() => seen.Count == 1, "the first event");
        Sql("alter table stream_purged rename to elsewhere");
        await Numbers(host).OnNextAsync(2);
        Sql("alter table elsewhere rename to stream_purged");
        await EventuallyAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                return seen.Count == 2;
            },
            "the event after the failure");
    }

    /// <summary>The subscription has its place in hand and reads the file when it is sent elsewhere.</summary>
    [Fact]
    public async Task Resume_WhileTheFileIsRead_BeginsAtItsToken()
    {
        using var host = await _hosts.StartAsync();
        var (seen, tokens) = (new ConcurrentQueue<int>(), new ConcurrentQueue<StreamSequenceToken>());
        var handle = await Numbers(host).SubscribeAsync((item, token) =>
        {
            seen.Enqueue(item);
            tokens.Enqueue(token!);
            return Task.CompletedTask;
        });
        await Numbers(host).OnNextAsync(1);
        await Numbers(host).OnNextAsync(2);
        await EventuallyAsync(() => seen.Count == 2, "the first events");

        var database = SiloDatabase.Of(host);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var gate = new ManualResetEventSlim();
        SQLitePCL.delegate_progress pause = _ =>
        {
            reached.TrySetResult();
            gate.Wait();
            return 0;
        };
        database.Read(reader => SQLitePCL.raw.sqlite3_progress_handler(reader.Handle, 1, pause, null));
        await Numbers(host).OnNextAsync(3);
        await reached.Task;
        await handle.ResumeAsync(Into(seen), tokens.First());
        gate.Set();
        await EventuallyAsync(() => seen.Count(n => n == 3) == 2 || seen.Count(n => n == 1) == 2, "the events from the token on");
        await EventuallyAsync(() => seen.TakeLast(3).SequenceEqual([1, 2, 3]), "all of them");
        GC.KeepAlive(pause);
    }

    [Fact]
    public async Task Event_WithDerivedValues_IsReadAsItWasPublished()
    {
        using var host = await _hosts.StartAsync();
        var seen = new ConcurrentQueue<Animal>();
        var stream = DurableHost.Stream<Animal>(host, "animals", "a");
        await stream.SubscribeAsync((item, _) =>
        {
            seen.Enqueue(item);
            return Task.CompletedTask;
        });
        await stream.OnNextAsync(new Cat { Lives = 3 });
        await stream.OnNextBatchAsync([new Dog { Name = "Rex" }, new Animal { Name = "plain" }]);
        await DurableHost.Stream<Zoo>(host, "zoos", "z").OnNextAsync(new Zoo());
        await EventuallyAsync(() => seen.Count == 3, "the events");
        Assert.Equal([typeof(Cat), typeof(Dog), typeof(Animal)], seen.Select(a => a.GetType()));

        var zoos = new ConcurrentQueue<Zoo>();
        await DurableHost.Stream<Zoo>(host, "zoos", "z").SubscribeAsync((zoo, _) =>
        {
            zoos.Enqueue(zoo);
            return Task.CompletedTask;
        });
        await DurableHost.Stream<Zoo>(host, "zoos", "z").OnNextAsync(new Zoo { First = new Cat { Lives = 4 }, Things = { ["n"] = 5 }, Keeper = DurableHost.Grains(host).GetGrain<IAccountGrain>("k") });
        await EventuallyAsync(() => zoos.Count == 1, "the zoo");
        Assert.True(zoos.TryDequeue(out var kept));
        Assert.Equal(4, Assert.IsType<Cat>(kept.First).Lives);
        Assert.Equal(5, kept.Things["n"]);
        Assert.Equal("k", kept.Keeper!.GetPrimaryKeyString());
    }

    [Fact]
    public async Task Event_OfATypeWithAnAlias_HasItInTheFileAndIsReadByItsOldNameToo()
    {
        using var host = await _hosts.StartAsync();
        var stream = DurableHost.Stream<Animal>(host, "animals", "a");
        await stream.OnNextAsync(new Cat { Lives = 1 });
        await stream.OnNextAsync(new Cat { Lives = 2 });
        await stream.OnNextAsync(new Cat { Lives = 3 });
        var changed = Sql("update stream_event set type = 'Dendrite.Engine.Cat, Dendrite.Tests' where sequence = 1 and type = 'engine.cat'")
            + Sql("update stream_event set type = 'Dendrite.Engine.Ghost, Dendrite.Tests' where sequence = 2 and type = 'engine.cat'");
        Assert.Equal(2, changed);
        var (lives, errors) = (new ConcurrentQueue<int>(), new ConcurrentQueue<Exception>());
        await stream.SubscribeAsync(
            (item, _) =>
            {
                lives.Enqueue(((Cat)item).Lives);
                return Task.CompletedTask;
            },
            ErrorsInto(errors),
            new Orleans.Providers.Streams.Common.EventSequenceTokenV2(0));
        await EventuallyAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                return lives.Count == 2;
            },
            "the events of known types");
        Assert.Equal([1, 3], lives);
        Assert.IsType<StreamEventDeliveryFailureException>(Assert.Single(errors));
    }

    [Fact]
    public async Task Event_OfATypeThatCouldNotBeRead_IsRefused()
    {
        using var host = await _hosts.StartAsync();
        var e = await Assert.ThrowsAsync<NotSupportedException>(() => DurableHost.Stream<Animal>(host, "animals", "a").OnNextAsync(new Ghost()));
        Assert.Contains("Dendrite.Engine.Ghost", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x'5b22'")]
    [InlineData("x'00'")]
    [InlineData("x''")]
    public async Task Event_ThatCannotBeRead_IsToldAndPassedOver(string damage)
    {
        using var host = await _hosts.StartAsync();
        await Numbers(host).OnNextBatchAsync([1, 2]);
        await Numbers(host).OnNextAsync(3);
        await Numbers(host).OnNextAsync(4);
        Sql($"update stream_event set item = {damage} where sequence < 3");
        var (seen, errors) = (new ConcurrentQueue<int>(), new ConcurrentQueue<Exception>());
        await Numbers(host).SubscribeAsync(Into(seen), ErrorsInto(errors), new Orleans.Providers.Streams.Common.EventSequenceTokenV2(0));
        await EventuallyAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                return seen.Count == 1;
            },
            "the event that is whole");
        Assert.Equal("4", string.Join(',', seen));
        Assert.Equal(2, errors.Count(e => e is StreamEventDeliveryFailureException));
    }

    [Fact]
    public async Task File_Damaged_StopsTheStartAndIsLeftAsItIs()
    {
        var damaged = new byte[8192];
        new Random(2).NextBytes(damaged);
        await File.WriteAllBytesAsync(_hosts.File, damaged);
        var e = await Assert.ThrowsAnyAsync<Exception>(_hosts.StartAsync);
        Assert.Contains(_hosts.File, e.ToString(), StringComparison.Ordinal);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(_hosts.File));
    }

    private static string NewKey() => Guid.NewGuid().ToString("N");

    private static IAsyncStream<string> Tape(IHost host, string key) => DurableHost.Stream<string>(host, "tape", key);

    private static IAsyncStream<int> Numbers(IHost host) => DurableHost.Stream<int>(host, "numbers", "n");

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

    /// <summary>Stops while consumers still hold events: the stop doesn't wait for them.</summary>
    private static Task StopAsync(IHost host) => host.StopAsync(new CancellationToken(canceled: true));

    private int Sql(string statement)
    {
        using var connection = new SqliteConnection("Data Source=" + _hosts.File + ";Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        return command.ExecuteNonQuery();
    }

    private sealed class BatchObserver(ConcurrentQueue<SequentialItem<int>[]> batches) : IAsyncBatchObserver<int>
    {
        public Task OnNextAsync(IList<SequentialItem<int>> items)
        {
            batches.Enqueue([.. items]);
            return Task.CompletedTask;
        }

        public Task OnCompletedAsync() => Task.CompletedTask;

        public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
    }
}
