using Orleans.Streams;

namespace Dendrite.Engine;

public interface ILoopGrain : IGrainWithStringKey
{
    Task SubscribeAsync(string stream);

    Task SubscribeOnceAsync(string stream, bool endByOwnHandle);

    Task SubscribeToBatchesAsync(string stream);

    Task PublishAsync(string stream, int count);

    Task AskAsync(ILoopGrain other, string stream, int count);

    Task<int[]> SeenAsync();

    Task<int> HandlesAsync(string stream);
}

/// <summary>Consumes what it or others produce, one request after the other.</summary>
public sealed class LoopGrain : Grain, ILoopGrain
{
    private readonly List<int> _seen = [];

    public Task SubscribeAsync(string stream) => Stream(stream).SubscribeAsync((item, _) =>
    {
        _seen.Add(item);
        return Task.CompletedTask;
    });

    public async Task SubscribeOnceAsync(string stream, bool endByOwnHandle)
    {
        StreamSubscriptionHandle<int>? own = null;
        own = await Stream(stream).SubscribeAsync(async (item, _) =>
        {
            _seen.Add(item);
            if (endByOwnHandle) await own!.UnsubscribeAsync();
            else foreach (var handle in await Stream(stream).GetAllSubscriptionHandles()) await handle.UnsubscribeAsync();
        });
    }

    /// <summary>Asks for its own deactivation in the middle of the batch, and goes on.</summary>
    public Task SubscribeToBatchesAsync(string stream) => Stream(stream).SubscribeAsync(async (IList<SequentialItem<int>> items) =>
    {
        DeactivateOnIdle();
        await Task.Yield();
        LoopLog.Batches.Enqueue((this.GetPrimaryKeyString(), [.. items.Select(i => i.Item)]));
    });

    public async Task PublishAsync(string stream, int count)
    {
        for (var i = 0; i < count; i++) await Stream(stream).OnNextAsync(i);
    }

    public Task AskAsync(ILoopGrain other, string stream, int count) => other.PublishAsync(stream, count);

    public Task<int[]> SeenAsync() => Task.FromResult(_seen.ToArray());

    public async Task<int> HandlesAsync(string stream) => (await Stream(stream).GetAllSubscriptionHandles()).Count;

    private IAsyncStream<int> Stream(string key) => this.GetStreamProvider("mem").GetStream<int>("loop", key);
}
