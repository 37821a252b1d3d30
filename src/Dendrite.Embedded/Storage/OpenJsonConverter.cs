using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Runtime;
using Orleans.Serialization.Cloning;

namespace Orleans.Storage;

/// <summary>
/// Values whose declared type says little: object, interfaces, abstract classes. They are written with their own type, as
/// <c>{"$type": …, "$value": …}</c>; texts and truth values in an object as they are, and a collection that is the usual one of
/// its interface.
/// </summary>
internal sealed class OpenJsonConverter<T> : JsonConverter<T>
{
    private const string ValueProperty = "$value";

    private static readonly Type? Default = CollectionInterfaces.DefaultOf(typeof(T));

    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var ahead = reader;
        if (reader.TokenType != JsonTokenType.StartObject || !ahead.Read() || ahead.TokenType != JsonTokenType.PropertyName || !ahead.ValueTextEquals(StoredTypes.Property)) return ReadPlain(ref reader, options);
        reader.Read();
        reader.Read();
        var name = reader.GetString()!;
        var type = StoredTypes.Find(name) ?? throw new JsonException($"There is no type \"{name}\" whose values are stored.");
        if (type != typeof(GrainReference) && !typeof(T).IsAssignableFrom(type)) throw new JsonException($"A {type} is stored where a {typeof(T)} belongs.");
        reader.Read();
        if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals(ValueProperty)) throw new JsonException($"The {ValueProperty} of the {type} is missing.");
        reader.Read();
        var value = JsonSerializer.Deserialize(ref reader, type, options);
        reader.Read();
        return value is T or null ? (T?)value : throw new JsonException($"A {value.GetType()} is stored where a {typeof(T)} belongs.");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        if (typeof(T) == typeof(object) && value is string or bool or JsonElement)
        {
            JsonSerializer.Serialize(writer, value, value.GetType(), options);
            return;
        }
        var (type, name) = Named(value!);
        if (Default is not null && (type == Default || name is null) && !HasTypeKey(value))
        {
            JsonSerializer.Serialize(writer, type == Default ? value : Activator.CreateInstance(Default, value), Default, options);
            return;
        }
        if (name is null)
            throw new NotSupportedException($"A {type} where {typeof(T)} is declared can't be stored: it could not be read again. Mark it with [GenerateSerializer] and its members with [Id].");
        writer.WriteStartObject();
        writer.WriteString(StoredTypes.Property, name);
        writer.WritePropertyName(ValueProperty);
        JsonSerializer.Serialize(writer, value, type, options);
        writer.WriteEndObject();
    }

    /// <summary>.NET has hidden classes of its own for some values; their public base is what they are.</summary>
    private static (Type Type, string? Name) Named(object value)
    {
        if (value is IAddressable) return (typeof(GrainReference), StoredTypes.NameOf(typeof(GrainReference)));
        for (var type = value.GetType(); type is not null; type = type.BaseType)
        {
            if (StoredTypes.NameOf(type) is { } name) return (type, name);
            if (type.Assembly.GetName().Name?.StartsWith("System.", StringComparison.Ordinal) != true) break;
        }
        return (value.GetType(), null);
    }

    /// <summary>A dictionary with that key could be taken for a value with its type.</summary>
    private static bool HasTypeKey(T value) => Default?.GenericTypeArguments is [{ } key, _] && key == typeof(string) && value is IDictionary map && map.Contains(StoredTypes.Property);

    /// <summary>What was written without its type: numbers are long or double then.</summary>
    private static T? ReadPlain(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        if (Default is not null) return (T?)JsonSerializer.Deserialize(ref reader, Default, options);
        if (typeof(T) != typeof(object)) throw new JsonException($"The type of the {typeof(T)} is missing.");
        object value = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString()!,
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.Number => reader.TryGetInt64(out var whole) ? (object)whole : reader.GetDouble(),
            _ => JsonElement.ParseValue(ref reader),
        };
        return (T)value;
    }
}
