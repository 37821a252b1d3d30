using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>A stream as its producers and consumers hold it. What a client holds is the stream of the cluster that it has now.</summary>
[Immutable]
internal sealed class GrainStream<T>(StreamProvider provider, CallRuntime calls, StreamId id) : IAsyncStream<T>
{
    private StreamTopic? _topic;

    public bool IsRewindable => provider.IsRewindable;

    public string ProviderName => provider.Name;

    public StreamId StreamId => id;

    public StreamTopic Topic
    {
        get
        {
            var cluster = calls.Connected;
            return _topic is { } known && known.Cluster == cluster ? known : _topic = provider.TopicOf(id, cluster);
        }
    }

    public Task OnNextAsync(T item, StreamSequenceToken? token = null) => Topic.PublishAsync(item, token, calls).AsTask();

    public Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Topic.PublishAsync([.. batch], token, calls).AsTask();
    }

    public Task OnCompletedAsync() => throw new NotImplementedException("OnCompletedAsync is not implemented for now.");

    public Task OnErrorAsync(Exception ex) => throw new NotImplementedException("OnErrorAsync is not implemented for now.");

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer) => SubscribeAsync(observer, null);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token, string? filterData = null)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return SubscribeAsync(observer, new StreamHandler<T>(observer, token), token);
    }

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer) => SubscribeAsync(observer, null);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return SubscribeAsync(observer, new BatchStreamHandler<T>(observer, token), token);
    }

    public Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles()
    {
        var consumer = calls.Consumer();
        return Task.FromResult<IList<StreamSubscriptionHandle<T>>>(
            [.. Topic.Subscriptions.Where(s => s.Consumer.Id == consumer.Id).Select(s => new SubscriptionHandle<T>(this, s))]);
    }

    public bool Equals(IAsyncStream<T>? other) => other is not null && other.ProviderName == ProviderName && other.StreamId == StreamId;

    public override bool Equals(object? obj) => Equals(obj as IAsyncStream<T>);

    public override int GetHashCode() => HashCode.Combine(ProviderName, StreamId);

    public int CompareTo(IAsyncStream<T>? other) => other is null ? 1 : StreamId.CompareTo(other.StreamId);

    public override string ToString() => $"{ProviderName}/{StreamId}";

    private async Task<StreamSubscriptionHandle<T>> SubscribeAsync(object observer, StreamHandler handler, StreamSequenceToken? token)
    {
        if (token is not null && !IsRewindable) throw new ArgumentNullException(nameof(token), "Passing a non-null token to a non-rewindable IAsyncObservable.");
        if (observer is GrainReference) throw new ArgumentException("A reference to a grain can't be subscribed: the grain subscribes itself.", nameof(observer));
        var topic = Topic;
        var consumer = calls.Consumer();
        if (topic.ImplicitOf(consumer.Id) is { } own)
        {
            consumer.Attach(own.Id, handler);
            own.Rewind(token);
            return new SubscriptionHandle<T>(this, own, handler);
        }
        var id = Guid.NewGuid();
        consumer.Attach(id, handler);
        try
        {
            return new SubscriptionHandle<T>(this, await topic.AddAsync(id, consumer, token), handler);
        }
        catch
        {
            consumer.Detach(id);
            throw;
        }
    }
}
