using System.Collections.Concurrent;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Dendrite.Engine;

/// <summary>What consumers of durable streams have taken, in every process of the test's.</summary>
public static class TapeLog
{
    private static readonly ConcurrentDictionary<string, ConcurrentQueue<string>> Tapes = new();
    private static readonly ConcurrentDictionary<string, Pause> Pauses = new();

    /// <summary>Consumers of the key wait within the event that comes next.</summary>
    public static Pause Hold(string key) => Pauses[key] = new Pause();

    /// <summary>What waits fails, as if the process had died there.</summary>
    public static void Break(string key)
    {
        if (Pauses.TryRemove(key, out var pause)) pause.End.SetException(new IOException("The process has died."));
    }

    public static async Task PassAsync(string key)
    {
        if (!Pauses.TryGetValue(key, out var pause)) return;
        pause.IsReached = true;
        await pause.End.Task;
    }

    public static void Add(string key, string entry) => Tapes.GetOrAdd(key, _ => new()).Enqueue(entry);

    public static string[] Of(string key) => Tapes.TryGetValue(key, out var entries) ? [.. entries] : [];
}

/// <summary>A place where consumers wait.</summary>
public sealed class Pause
{
    public TaskCompletionSource End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsReached { get; set; }
}

public interface ITapeGrain : IGrainWithStringKey
{
    Task SubscribeAsync(string stream);

    Task SubscribeOnceAsync(string stream);

    Task<int> HandlesAsync(string stream);
}

/// <summary>Writes what comes to the tape of its key, once the gate <c>open KEY</c> lets it; goes on with its subscriptions when it is activated.</summary>
public sealed class TapeGrain : Grain, ITapeGrain, IStreamSubscriptionObserver
{
    public Task SubscribeAsync(string stream) => Stream(stream).SubscribeAsync(HearAsync, OnErrorAsync);

    public async Task SubscribeOnceAsync(string stream)
    {
        StreamSubscriptionHandle<string>? own = null;
        own = await Stream(stream).SubscribeAsync(async (item, token) =>
        {
            await HearAsync(item, token);
            await own!.UnsubscribeAsync();
        });
    }

    public async Task<int> HandlesAsync(string stream) => (await Stream(stream).GetAllSubscriptionHandles()).Count;

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => await handleFactory.Create<string>().ResumeAsync(HearAsync, OnErrorAsync);

    private async Task HearAsync(string item, StreamSequenceToken? token)
    {
        await Gates.Of("open " + this.GetPrimaryKeyString());
        await TapeLog.PassAsync(this.GetPrimaryKeyString());
        TapeLog.Add(this.GetPrimaryKeyString(), item);
    }

    private Task OnErrorAsync(Exception exception)
    {
        TapeLog.Add(this.GetPrimaryKeyString(), exception.GetType().Name);
        return Task.CompletedTask;
    }

    private IAsyncStream<string> Stream(string key) => this.GetStreamProvider("durable").GetStream<string>("tape", key);
}

public interface IImplicitTapeGrain : IGrainWithStringKey
{
    Task TouchAsync();
}

[ImplicitStreamSubscription("tape-implicit")]
public sealed class ImplicitTapeGrain : Grain, IImplicitTapeGrain, IStreamSubscriptionObserver
{
    public Task TouchAsync() => Task.CompletedTask;

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => await handleFactory.Create<string>().ResumeAsync(async (item, _) =>
    {
        await Gates.Of("open " + this.GetPrimaryKeyString());
        TapeLog.Add(this.GetPrimaryKeyString(), item);
    });
}
