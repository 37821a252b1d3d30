using Orleans.Concurrency;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Dendrite.Engine;

[GenerateSerializer]
public sealed record Event([property: Id(0)] string Text, [property: Id(1)] List<int> Numbers);

public interface IConsumerGrain : IGrainWithStringKey
{
    Task<Guid> SubscribeAsync(string stream);

    Task SubscribeToBatchesAsync(string stream);

    Task<int> HandlesAsync(string stream);

    Task ResumeAsync(string stream);

    Task UnsubscribeAsync(string stream);

    Task<string[]> SeenAsync();

    Task PublishAsync(string stream, string text);

    Task HoldAsync(string gate);

    Task FailNextAsync(int times);
}

[Reentrant]
public sealed class ConsumerGrain : Grain, IConsumerGrain
{
    private readonly List<string> _seen = [];
    private int _failures;
    private string? _gate;

    public async Task<Guid> SubscribeAsync(string stream) => (await Stream(stream).SubscribeAsync(HearAsync, OnErrorAsync)).HandleId;

    public Task SubscribeToBatchesAsync(string stream) => Stream(stream).SubscribeAsync(async (IList<SequentialItem<Event>> items) =>
    {
        foreach (var item in items) await HearAsync(item.Item, item.Token);
    });

    public async Task<int> HandlesAsync(string stream) => (await Stream(stream).GetAllSubscriptionHandles()).Count;

    public async Task ResumeAsync(string stream)
    {
        foreach (var handle in await Stream(stream).GetAllSubscriptionHandles()) await handle.ResumeAsync(HearAsync, OnErrorAsync);
    }

    public async Task UnsubscribeAsync(string stream)
    {
        foreach (var handle in await Stream(stream).GetAllSubscriptionHandles()) await handle.UnsubscribeAsync();
    }

    public Task<string[]> SeenAsync() => Task.FromResult(_seen.ToArray());

    public Task PublishAsync(string stream, string text) => Stream(stream).OnNextAsync(new Event(text, [1]));

    public Task HoldAsync(string gate)
    {
        _gate = gate;
        return Task.CompletedTask;
    }

    public Task FailNextAsync(int times)
    {
        _failures = times;
        return Task.CompletedTask;
    }

    private async Task HearAsync(Event item, StreamSequenceToken? token)
    {
        if (_gate is { } gate) await Gates.Of(gate);
        if (_failures-- > 0) throw new InvalidOperationException("not now");
        item.Numbers.Add(2);
        _seen.Add($"{item.Text}:{item.Numbers.Count}");
    }

    private Task OnErrorAsync(Exception exception)
    {
        _seen.Add("error");
        return Task.CompletedTask;
    }

    private IAsyncStream<Event> Stream(string key) => this.GetStreamProvider("mem").GetStream<Event>("engine", key);
}

public interface IImplicitGrain : IGrainWithStringKey
{
    Task<string[]> SeenAsync();
}

[ImplicitStreamSubscription("engine-implicit")]
public sealed class ImplicitGrain : Grain, IImplicitGrain, IStreamSubscriptionObserver
{
    private readonly List<string> _seen = [];

    public Task<string[]> SeenAsync() => Task.FromResult(_seen.ToArray());

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        await handleFactory.Create<string>().ResumeAsync((item, _) =>
        {
            _seen.Add(item);
            return Task.CompletedTask;
        });
}
