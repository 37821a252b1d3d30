using Orleans.Storage;
using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>An event as it was stored.</summary>
internal sealed class StoredItem(byte[] data, string type, StreamSequenceToken token, StateSerializer serializer) : StreamItem(token)
{
    /// <exception cref="OrleansException">The type is none whose values are stored, or isn't there any more.</exception>
    public override T ValueAs<T>()
    {
        var written = StoredTypes.Find(type) ?? throw new OrleansException($"There is no type \"{type}\" whose events are stored. It must be loaded, and marked with [GenerateSerializer].");
        return (T)serializer.Read(data, written)!;
    }
}
