using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Storage;

/// <summary>Collections that are kept as another.</summary>
internal sealed class RebuiltJsonConverter<T, TKept>(Func<T, TKept> keep, Func<TKept, T> rebuild) : JsonConverter<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => rebuild(JsonSerializer.Deserialize<TKept>(ref reader, options)!);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, keep(value), options);
}
