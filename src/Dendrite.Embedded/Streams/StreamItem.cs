using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>One event on its way to the subscribers of a stream, or several that travel together.</summary>
internal abstract class StreamItem(StreamSequenceToken token)
{
    public StreamSequenceToken Token { get; } = token;

    /// <summary>The request context of the producer, or null where nothing flows.</summary>
    public Dictionary<string, object>? Values { get; init; }

    /// <summary>The place of the last event of it.</summary>
    public virtual StreamSequenceToken LastToken => Token;

    /// <summary>The event as the subscriber may have it: its own copy where it could change it.</summary>
    public abstract T ValueAs<T>();
}

/// <summary>An event of known type.</summary>
internal sealed class StreamItem<TItem>(TItem value, StreamSequenceToken token, CallRuntime calls) : StreamItem(token)
{
    public override T ValueAs<T>()
    {
        var copy = calls.CopyResult(value);
        return copy is T typed ? typed : (T)(object)copy!;
    }
}
