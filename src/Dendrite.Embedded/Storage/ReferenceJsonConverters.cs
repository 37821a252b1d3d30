using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>The declared types whose values are grain references.</summary>
internal sealed class ReferenceJsonConverters : JsonConverterFactory
{
    /// <summary>Makes the references of what is read on this thread just now.</summary>
    [field: ThreadStatic]
    public static IGrainFactory? Grains { get; set; }

    public override bool CanConvert(Type typeToConvert) => typeof(IAddressable).IsAssignableFrom(typeToConvert);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) => (JsonConverter)Activator.CreateInstance(typeof(ReferenceJsonConverter<>).MakeGenericType(typeToConvert))!;
}
