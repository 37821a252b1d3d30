using Orleans.Storage;
using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>An event as it was stored.</summary>
internal sealed class StoredItem(byte[] data, string type, StreamSequenceToken token) : StreamItem(token)
{
    public override T ValueAs<T>()
    {
        var written = Type.GetType(type, throwOnError: true)!;
        return written == typeof(T) ? StateSerializer.Read<T>(data)! : (T)StateSerializer.Read(data, written)!;
    }
}
