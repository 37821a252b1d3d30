using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Serialization.Cloning;

namespace Orleans.Storage;

/// <summary>The declared types of which a value can be of many others.</summary>
internal sealed class OpenJsonConverters : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert)
    {
        if (typeToConvert == typeof(object) || CollectionInterfaces.DefaultOf(typeToConvert) is not null) return true;
        if (!typeToConvert.IsInterface && !typeToConvert.IsAbstract) return false;
        if (typeToConvert.IsDefined(typeof(JsonConverterAttribute), inherit: false) || typeToConvert.IsDefined(typeof(JsonDerivedTypeAttribute), inherit: false)) return false;
        return typeToConvert.FullName?.StartsWith("System.", StringComparison.Ordinal) != true || (typeToConvert.IsInterface && !typeof(IEnumerable).IsAssignableFrom(typeToConvert) && typeToConvert.Namespace == nameof(System));
    }

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) => (JsonConverter)Activator.CreateInstance(typeof(OpenJsonConverter<>).MakeGenericType(typeToConvert))!;
}
