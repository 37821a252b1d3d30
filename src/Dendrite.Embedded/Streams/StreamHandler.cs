using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>The observer that a subscription has at present, whatever its type.</summary>
internal abstract class StreamHandler(StreamSequenceToken? from)
{
    /// <summary>Whether an event is before the place that the subscriber asked to begin at.</summary>
    public bool Skips(StreamItem item) => from is not null && item.Token.CompareTo(from) < 0;

    public abstract Task DeliverAsync(IReadOnlyList<StreamItem> items);

    public abstract Task DeliverAsync(StreamItem item);

    public abstract Task ErrorAsync(Exception exception);
}

/// <summary>Takes events one by one.</summary>
internal sealed class StreamHandler<T>(IAsyncObserver<T> observer, StreamSequenceToken? from) : StreamHandler(from)
{
    public override Task DeliverAsync(StreamItem item) => Skips(item) ? Task.CompletedTask : observer.OnNextAsync(item.ValueAs<T>(), item.Token);

    public override async Task DeliverAsync(IReadOnlyList<StreamItem> items)
    {
        foreach (var item in items) await DeliverAsync(item);
    }

    public override Task ErrorAsync(Exception exception) => observer.OnErrorAsync(exception);
}

/// <summary>Takes events in batches.</summary>
internal sealed class BatchStreamHandler<T>(IAsyncBatchObserver<T> observer, StreamSequenceToken? from) : StreamHandler(from)
{
    public override Task DeliverAsync(StreamItem item) => DeliverAsync([item]);

    public override Task DeliverAsync(IReadOnlyList<StreamItem> items)
    {
        var batch = new List<SequentialItem<T>>(items.Count);
        foreach (var item in items)
        {
            if (!Skips(item)) batch.Add(new SequentialItem<T>(item.ValueAs<T>(), item.Token));
        }
        return batch.Count == 0 ? Task.CompletedTask : observer.OnNextAsync(batch);
    }

    public override Task ErrorAsync(Exception exception) => observer.OnErrorAsync(exception);
}
