using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>Events that were published at once, or that waited together: they are delivered together, and again together where that fails.</summary>
internal sealed class StreamBatch(IReadOnlyList<StreamItem> items) : StreamItem(items[0].Token)
{
    public IReadOnlyList<StreamItem> Items => items;

    public override StreamSequenceToken LastToken => items[^1].Token;

    public override T ValueAs<T>() => throw new InvalidOperationException("A batch has no value of its own.");

    public static StreamItem Of(IReadOnlyList<StreamItem> items) => items.Count == 1 ? items[0] : new StreamBatch(items) { Values = items[0].Values };

    /// <summary>The events of several, one after another.</summary>
    public static StreamItem Join(List<StreamItem> parts) => parts.Count == 1 ? parts[0] : new StreamBatch([.. parts.SelectMany(p => p is StreamBatch batch ? batch.Items : [p])]);
}
