using System.Buffers;
using System.Text.Json;
using Orleans.Providers.Streams.Common;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>Events as a row of the store: one as its JSON, several that were published at once as an array of type, value, type, value.</summary>
internal static class StoredBatch
{
    private const string BatchType = "batch";

    public static (byte[] Data, string Type) Write<T>(IReadOnlyList<T> items)
    {
        if (items.Count == 1)
        {
            var (type, name) = TypeOf(items[0]);
            return (StateSerializer.Write(items[0], type), name);
        }
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var item in items)
            {
                var (type, name) = TypeOf(item);
                json.WriteStringValue(name);
                json.WriteRawValue(StateSerializer.Write(item, type), skipInputValidation: true);
            }
            json.WriteEndArray();
        }
        return (buffer.WrittenSpan.ToArray(), BatchType);
    }

    /// <summary>A row that can't be read fails when it is delivered, so that its consumers are told and go on after it.</summary>
    public static StreamItem Read(byte[] data, string type, long sequence, StateSerializer serializer)
    {
        try
        {
            if (type == BatchType && ReadBatch(data, sequence, serializer) is { Count: > 0 } items) return StreamBatch.Of(items);
        }
        catch (JsonException)
        {
            // As below: its type is none that could be delivered.
        }
        return new StoredItem(data, type, DurableTopic.TokenOf(sequence), serializer);
    }

    private static List<StreamItem> ReadBatch(byte[] data, long sequence, StateSerializer serializer)
    {
        var items = new List<StreamItem>();
        var json = new Utf8JsonReader(data);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.String)
        {
            var itemType = json.GetString()!;
            json.Read();
            var start = (int)json.TokenStartIndex;
            json.Skip();
            items.Add(new StoredItem(data[start..(int)json.BytesConsumed], itemType, new EventSequenceTokenV2(sequence, items.Count), serializer));
        }
        return items;
    }

    /// <summary>Of the event's own type, or of the declared one where it is a query, say.</summary>
    private static (Type Type, string Name) TypeOf<T>(T item)
    {
        if (item is not null && StoredTypes.NameOf(item.GetType()) is { } name) return (item.GetType(), name);
        if (StoredTypes.NameOf(typeof(T)) is { } declared && (item is null || typeof(T).IsInterface)) return (typeof(T), declared);
        throw new NotSupportedException($"An event of type {item?.GetType() ?? typeof(T)} can't be stored: it could not be read again. Mark it with [GenerateSerializer] and its members with [Id].");
    }
}
