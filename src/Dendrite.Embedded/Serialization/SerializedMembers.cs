using System.Reflection;

namespace Orleans.Serialization.Configuration;

/// <summary>The members that make up the value of a serializable type, by the rules by which the generator finds them.</summary>
internal static class SerializedMembers
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static IEnumerable<(string Name, Type Type)> Of(Type type)
    {
        var fields = type.GetFields(Declared).Where(f => !f.IsDefined(typeof(NonSerializedAttribute))).ToList();
        var properties = type.GetProperties(Declared).Where(p => p.GetIndexParameters().Length == 0).ToList();
        var attribute = type.GetCustomAttribute<GenerateSerializerAttribute>(inherit: false)!;
        var every = attribute.GenerateFieldIds == GenerateFieldIds.PublicProperties && !fields.Concat<MemberInfo>(properties).Any(m => m.IsDefined(typeof(IdAttribute)));
        var positional = attribute.IncludePrimaryConstructorParameters || IsRecord(type) ? Positional(type, properties) : [];
        return fields.Where(f => f.IsDefined(typeof(IdAttribute))).Select(f => (f.Name, f.FieldType))
            .Concat(properties.Where(p => p.IsDefined(typeof(IdAttribute)) || positional.Contains(p.Name) || (every && p.GetMethod is { IsPublic: true })).Select(p => (p.Name, p.PropertyType)));
    }

    private static bool IsRecord(Type type) => type.GetMethod("PrintMembers", Declared) is not null;

    private static HashSet<string> Positional(Type type, List<PropertyInfo> properties)
    {
        foreach (var constructor in type.GetConstructors(Declared))
        {
            var parameters = constructor.GetParameters();
            if (parameters.Length > 0 && Array.TrueForAll(parameters, p => properties.Exists(q => q.Name == p.Name && q.PropertyType == p.ParameterType))) return [.. parameters.Select(p => p.Name!)];
        }
        return [];
    }
}
