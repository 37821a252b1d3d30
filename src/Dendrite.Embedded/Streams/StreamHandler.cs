using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>The observer that a subscription has at present, whatever its type.</summary>
internal abstract class StreamHandler(StreamSequenceToken? from)
{
    /// <summary>Whether an event is before the place that the subscriber asked to begin at.</summary>
    public bool Skips(StreamItem item) => from is not null && item.Token.CompareTo(from) < 0;

    /// <summary>The subscription has been ended by the observer's own handle: what is left of a batch isn't delivered.</summary>
    public bool IsDetached { get; set; }

    public abstract Task DeliverAsync(StreamItem item);

    public abstract Task ErrorAsync(Exception exception);
}

/// <summary>Takes events one by one.</summary>
internal sealed class StreamHandler<T>(IAsyncObserver<T> observer, StreamSequenceToken? from) : StreamHandler(from)
{
    public override Task DeliverAsync(StreamItem item)
    {
        if (item is StreamBatch batch) return DeliverAsync(batch);
        return Skips(item) ? Task.CompletedTask : observer.OnNextAsync(item.ValueAs<T>(), item.Token);
    }

    public override Task ErrorAsync(Exception exception) => observer.OnErrorAsync(exception);

    private async Task DeliverAsync(StreamBatch batch)
    {
        foreach (var item in batch.Items)
        {
            if (IsDetached) return;
            await DeliverAsync(item);
        }
    }
}

/// <summary>Takes events in batches.</summary>
internal sealed class BatchStreamHandler<T>(IAsyncBatchObserver<T> observer, StreamSequenceToken? from) : StreamHandler(from)
{
    public override Task DeliverAsync(StreamItem item)
    {
        IReadOnlyList<StreamItem> items = item is StreamBatch batch ? batch.Items : [item];
        var events = new List<SequentialItem<T>>(items.Count);
        foreach (var one in items)
        {
            if (!Skips(one)) events.Add(new SequentialItem<T>(one.ValueAs<T>(), one.Token));
        }
        return events.Count == 0 ? Task.CompletedTask : observer.OnNextAsync(events);
    }

    public override Task ErrorAsync(Exception exception) => observer.OnErrorAsync(exception);
}
