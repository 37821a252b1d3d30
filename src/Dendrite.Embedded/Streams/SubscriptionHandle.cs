using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>A subscription in the hands of its consumer, with the observer that came with this handle, or null where the handle was looked up.</summary>
[Immutable]
internal sealed class SubscriptionHandle<T>(GrainStream<T> stream, StreamSubscription subscription, StreamHandler? handler = null) : StreamSubscriptionHandle<T>
{
    private bool _isOver;

    public override StreamId StreamId => stream.StreamId;

    public override string ProviderName => stream.ProviderName;

    public override Guid HandleId => subscription.Id;

    public override async Task UnsubscribeAsync()
    {
        EnsureValid();
        if (handler is not null) handler.IsDetached = true;
        subscription.Consumer.Detach(subscription.Id);
        await subscription.Topic.RemoveAsync(subscription);
        _isOver = true;
    }

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return Resume(new StreamHandler<T>(observer, token), token);
    }

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return Resume(new BatchStreamHandler<T>(observer, token), token);
    }

    public override bool Equals(StreamSubscriptionHandle<T>? other) => other is SubscriptionHandle<T> same && same.HandleId == HandleId && same.StreamId == StreamId;

    private Task<StreamSubscriptionHandle<T>> Resume(StreamHandler next, StreamSequenceToken? token)
    {
        EnsureValid();
        subscription.Consumer.Attach(subscription.Id, next);
        subscription.Rewind(token);
        _isOver = true;
        return Task.FromResult<StreamSubscriptionHandle<T>>(new SubscriptionHandle<T>(stream, subscription, next));
    }

    private void EnsureValid()
    {
        if (_isOver) throw new InvalidOperationException("Handle is no longer valid. It has been used to unsubscribe or resume.");
    }
}
