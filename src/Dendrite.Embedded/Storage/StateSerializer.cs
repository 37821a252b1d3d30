using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Orleans.Storage;

/// <summary>States as JSON. Of a serializable type every member with an id is kept, whatever its visibility.</summary>
internal sealed class StateSerializer : IGrainStorageSerializer
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly JsonSerializerOptions Options = new()
    {
        IncludeFields = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { AddMembersWithId } },
    };

    public static byte[] Write(object? value, Type type) => JsonSerializer.SerializeToUtf8Bytes(value, type, Options);

    public static T? Read<T>(ReadOnlySpan<byte> data) => JsonSerializer.Deserialize<T>(data, Options);

    public static object? Read(ReadOnlySpan<byte> data, Type type) => JsonSerializer.Deserialize(data, type, Options);

    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, Options));

    public T? Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input.ToMemory().Span, Options);

    private static void AddMembersWithId(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || !type.Type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)) return;
        for (var owner = type.Type; owner is not null && owner != typeof(object); owner = owner.BaseType)
        {
            foreach (var member in owner.GetMembers(Members).Where(m => m.IsDefined(typeof(IdAttribute)))) Add(type, member);
        }
    }

    private static void Add(JsonTypeInfo type, MemberInfo member)
    {
        var existing = type.Properties.FirstOrDefault(p => p.Name == member.Name);
        if (existing is { Set: not null, Get: not null }) return;
        var json = existing ?? type.CreateJsonPropertyInfo(member is FieldInfo f ? f.FieldType : ((PropertyInfo)member).PropertyType, member.Name);
        switch (member)
        {
            case FieldInfo field:
                json.Get ??= field.GetValue;
                json.Set ??= field.SetValue;
                break;
            case PropertyInfo { CanWrite: true } property:
                json.Get ??= property.GetValue;
                json.Set ??= property.SetValue;
                break;
            case PropertyInfo property when property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", Members) is { } backing:
                json.Get ??= property.GetValue;
                json.Set ??= backing.SetValue;
                break;
        }
        if (existing is null) type.Properties.Add(json);
    }
}
