using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Grain references, as the grain's id and the interface by which it is called.</summary>
internal sealed class ReferenceJsonConverter<T> : JsonConverter<T>
    where T : IAddressable
{
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var stored = JsonSerializer.Deserialize<StoredReference>(ref reader, options)!;
        if (stored.Id.IsDefault) throw new JsonException($"The reference to a {typeof(T)} has no id.");
        var grains = ReferenceJsonConverters.Grains ?? throw new InvalidOperationException("No references are made here.");
        var reference = string.IsNullOrEmpty(stored.Interface) ? grains.GetGrain(stored.Id) : grains.GetGrain(stored.Id, GrainInterfaceType.Create(stored.Interface));
        return reference is T typed ? typed : ((GrainReference)reference).Cast<T>();
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        var reference = value switch
        {
            GrainReference known => known,
            IGrainBase grain => grain.GrainContext.GrainReference,
            _ => throw new NotSupportedException($"A {value.GetType()} can't be stored: only references can, see CreateObjectReference."),
        };
        JsonSerializer.Serialize(writer, new StoredReference(reference.GrainId, reference.InterfaceType.IsDefault ? null : reference.InterfaceType.ToString()), options);
    }

    private sealed record StoredReference(GrainId Id, string? Interface);
}
