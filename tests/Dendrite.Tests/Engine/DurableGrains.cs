using Orleans.Streams;
using Orleans.Streams.Core;

namespace Dendrite.Engine;

public interface IDurableConsumerGrain : IGrainWithStringKey
{
    Task SubscribeAsync(string stream, StreamSequenceToken? from);

    Task UnsubscribeAsync(string stream);

    Task<int> HandlesAsync(string stream);

    Task RefuseAsync();

    Task<string[]> SeenAsync();

    Task<StreamSequenceToken[]> TokensAsync();
}

public sealed class DurableConsumerGrain : Grain, IDurableConsumerGrain, IStreamSubscriptionObserver
{
    private readonly List<string> _seen = [];
    private readonly List<StreamSequenceToken> _tokens = [];
    private bool _refuses;

    public Task SubscribeAsync(string stream, StreamSequenceToken? from) => from is null ? Stream(stream).SubscribeAsync(HearAsync) : Stream(stream).SubscribeAsync(HearAsync, from);

    public async Task UnsubscribeAsync(string stream)
    {
        foreach (var handle in await Stream(stream).GetAllSubscriptionHandles()) await handle.UnsubscribeAsync();
    }

    public async Task<int> HandlesAsync(string stream) => (await Stream(stream).GetAllSubscriptionHandles()).Count;

    public Task RefuseAsync()
    {
        _refuses = true;
        return Task.CompletedTask;
    }

    public Task<string[]> SeenAsync() => Task.FromResult(_seen.ToArray());

    public Task<StreamSequenceToken[]> TokensAsync() => Task.FromResult(_tokens.ToArray());

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => await handleFactory.Create<string>().ResumeAsync(HearAsync);

    private Task HearAsync(string item, StreamSequenceToken? token)
    {
        if (_refuses) throw new InvalidOperationException("not now");
        _seen.Add(item);
        _tokens.Add(token!);
        return Task.CompletedTask;
    }

    private IAsyncStream<string> Stream(string key) => this.GetStreamProvider("durable").GetStream<string>("engine", key);
}

public interface IKeptGrain : IGrainWithStringKey
{
    Task TouchAsync();
}

public interface IBriefGrain : IGrainWithStringKey
{
    Task TouchAsync();
}

[CollectionAgeLimit(Minutes = 2)]
public sealed class BriefGrain(CallLog log) : Grain, IBriefGrain
{
    public Task TouchAsync() => Task.CompletedTask;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        log.Add(this.GetPrimaryKeyString(), "deactivate");
        return Task.CompletedTask;
    }
}

[KeepAlive]
public sealed class KeptGrain(CallLog log) : Grain, IKeptGrain
{
    public Task TouchAsync() => Task.CompletedTask;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        log.Add(this.GetPrimaryKeyString(), "deactivate");
        return Task.CompletedTask;
    }
}
