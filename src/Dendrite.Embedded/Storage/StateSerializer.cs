using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>States and events as JSON, with the type of a value where the declared type doesn't tell it.</summary>
internal sealed class StateSerializer(Func<IGrainFactory> grains) : IGrainStorageSerializer
{
    private static volatile Tuple<GrainRegistry, JsonSerializerOptions>? TheLast;

    public StateSerializer(IGrainFactory grains)
        : this(() => grains)
    {
    }

    /// <summary>Made anew when further assemblies were loaded: there are more types that derive from others then.</summary>
    private static JsonSerializerOptions Options
    {
        get
        {
            var registry = GrainRegistry.Current;
            if (TheLast is { } last && last.Item1 == registry) return last.Item2;
            var options = Make(registry);
            TheLast = Tuple.Create(registry, options);
            return options;
        }
    }

    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, Options));

    public T? Deserialize<T>(BinaryData input) => (T?)Read(input.ToMemory().Span, typeof(T));

    public static byte[] Write(object? value, Type type) => JsonSerializer.SerializeToUtf8Bytes(value, type, Options);

    public object? Read(ReadOnlySpan<byte> data, Type type)
    {
        var before = ReferenceJsonConverters.Grains;
        ReferenceJsonConverters.Grains = grains();
        try
        {
            return JsonSerializer.Deserialize(data, type, Options);
        }
        catch (JsonException) when (WithNewNames(data) is { } renamed)
        {
            return renamed.Deserialize(type, Options);
        }
        finally
        {
            ReferenceJsonConverters.Grains = before;
        }
    }

    private static JsonSerializerOptions Make(GrainRegistry registry) => new()
    {
        IncludeFields = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { new StateContract(registry).Apply } },
        Converters =
        {
            new ReferenceJsonConverters(),
            new RebuiltJsonConverters(),
            new OpenJsonConverters(),
            new TextJsonConverter<IPAddress>(static value => value.ToString(), IPAddress.Parse),
            new TextJsonConverter<IPEndPoint>(static value => value.ToString(), IPEndPoint.Parse),
            new TextJsonConverter<BigInteger>(static value => value.ToString(CultureInfo.InvariantCulture), static text => BigInteger.Parse(text, CultureInfo.InvariantCulture)),
            new TextJsonConverter<CultureInfo>(static value => value.Name, CultureInfo.GetCultureInfo),
        },
    };

    /// <summary>Null where every type has the name that it has today: one that was given an alias has still the old one in older files.</summary>
    private static JsonNode? WithNewNames(ReadOnlySpan<byte> data)
    {
        try
        {
            var node = JsonNode.Parse(data);
            return Rename(node) ? node : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool Rename(JsonNode? node)
    {
        var changed = false;
        if (node is JsonArray items)
        {
            foreach (var item in items) changed |= Rename(item);
        }
        else if (node is JsonObject members)
        {
            if (members[StoredTypes.Property] is JsonValue value && value.TryGetValue(out string? name) && StoredTypes.Find(name) is { } type && StoredTypes.NameOf(type) is { } current && current != name)
            {
                members[StoredTypes.Property] = current;
                changed = true;
            }
            foreach (var (_, member) in members) changed |= Rename(member);
        }
        return changed;
    }
}
