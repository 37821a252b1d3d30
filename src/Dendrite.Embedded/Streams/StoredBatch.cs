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
        if (items.Count == 1) return (StateSerializer.Write(items[0], TypeOf(items[0])), NameOf(TypeOf(items[0])));
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var item in items)
            {
                json.WriteStringValue(NameOf(TypeOf(item)));
                json.WriteRawValue(StateSerializer.Write(item, TypeOf(item)), skipInputValidation: true);
            }
            json.WriteEndArray();
        }
        return (buffer.WrittenSpan.ToArray(), BatchType);
    }

    /// <summary>A row that can't be read fails when it is delivered, so that its consumers are told and go on after it.</summary>
    public static StreamItem Read(byte[] data, string type, long sequence)
    {
        try
        {
            if (type == BatchType && ReadBatch(data, sequence) is { Count: > 0 } items) return StreamBatch.Of(items);
        }
        catch (JsonException)
        {
            // As below: its type is none that could be delivered.
        }
        return new StoredItem(data, type, DurableTopic.TokenOf(sequence));
    }

    private static List<StreamItem> ReadBatch(byte[] data, long sequence)
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
            items.Add(new StoredItem(data[start..(int)json.BytesConsumed], itemType, new EventSequenceTokenV2(sequence, items.Count)));
        }
        return items;
    }

    private static Type TypeOf<T>(T item) => item?.GetType() ?? typeof(T);

    private static string NameOf(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";
}
