using System.Collections;
using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>
/// What of an object is kept: every member that can be set again, and of a serializable type every member with an id, whatever
/// its visibility. A value of a derived type is written with its type; what could not be read again is refused.
/// </summary>
internal sealed class StateContract(GrainRegistry registry)
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly Lazy<List<Type>> _serializable = new(() => [.. registry.Manifest.Serializers.Where(t => t is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false } && !typeof(IEnumerable).IsAssignableFrom(t) && !t.IsDefined(typeof(JsonConverterAttribute), inherit: false))]);

    public void Apply(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object) return;
        if (StoredTypes.IsOfSystem(type.Type))
        {
            if (!type.Type.IsGenericType && type.Properties.All(p => p.Set is null)) Refuse(type, $"{type.Type} can't be stored: it could not be read again.");
            return;
        }
        if (type.Type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)) AddMembersWithId(type);
        var parameters = FindConstructor(type);
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            if (type.Properties[i] is { Set: null, IsExtensionData: false } property && !parameters.Contains(NameOf(property)) && !MakeSettable(property)) type.Properties.RemoveAt(i);
        }
        if (type.Type is { IsClass: true, IsSealed: false } && type.PolymorphismOptions is null) AddDerived(type);
    }

    private static void AddMembersWithId(JsonTypeInfo type)
    {
        for (var owner = type.Type; owner is not null && owner != typeof(object); owner = owner.BaseType)
        {
            foreach (var member in owner.GetMembers(Members).Where(m => m.IsDefined(typeof(IdAttribute), inherit: false))) Add(type, member);
        }
    }

    /// <summary>A member that a derived type hides has the name of its own type before its name.</summary>
    private static void Add(JsonTypeInfo type, MemberInfo member)
    {
        var named = type.Properties.FirstOrDefault(p => p.Name == member.Name);
        var isHidden = named?.AttributeProvider is MemberInfo other && other.DeclaringType != member.DeclaringType && !IsOverridden(member, other);
        if (named is not null && !isHidden)
        {
            if (named.Set is null) MakeSettable(named);
            named.Get ??= Getter(member);
            return;
        }
        var json = type.CreateJsonPropertyInfo(member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType, isHidden ? $"{member.DeclaringType!.Name}.{member.Name}" : member.Name);
        json.AttributeProvider = member;
        json.Get = Getter(member);
        if (MakeSettable(json)) type.Properties.Add(json);
    }

    private static bool IsOverridden(MemberInfo member, MemberInfo other) =>
        member is PropertyInfo { GetMethod: { IsVirtual: true } get } && other is PropertyInfo { GetMethod: { } by } && by.GetBaseDefinition() == get.GetBaseDefinition();

    private static Func<object, object?> Getter(MemberInfo member) => member is FieldInfo field ? field.GetValue : ((PropertyInfo)member).GetValue;

    /// <summary>In the class, whatever an attribute calls it in the file.</summary>
    private static string NameOf(JsonPropertyInfo json) => (json.AttributeProvider as MemberInfo)?.Name ?? json.Name;

    private static bool MakeSettable(JsonPropertyInfo json)
    {
        json.Set = json.AttributeProvider switch
        {
            FieldInfo field => field.SetValue,
            PropertyInfo { CanWrite: true } property => property.SetValue,
            PropertyInfo property when property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", Members) is { } backing => backing.SetValue,
            _ => null,
        };
        return json.Set is not null;
    }

    /// <summary>The names of the parameters with which the object is made again.</summary>
    private static HashSet<string> FindConstructor(JsonTypeInfo type)
    {
        var none = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (type.CreateObject is not null || type.Type.IsAbstract) return none;
        var all = type.Type.GetConstructors(Members);
        var open = Array.FindAll(all, c => c.IsPublic);
        var chosen = Array.Find(all, c => c.IsDefined(typeof(JsonConstructorAttribute))) ?? (open.Length == 1 ? open[0] : null);
        if (chosen?.GetParameters() is { } parameters && Array.TrueForAll(parameters, p => type.Properties.Any(m => string.Equals(NameOf(m), p.Name, StringComparison.OrdinalIgnoreCase) && m.PropertyType == p.ParameterType)))
            return new(parameters.Select(p => p.Name!), StringComparer.OrdinalIgnoreCase);
        if (chosen is null && Array.Find(all, c => c.GetParameters().Length == 0) is { } hidden) type.CreateObject = () => hidden.Invoke(null);
        else Refuse(type, $"{type.Type} can't be stored: it could not be made again. Give it a constructor without parameters, or one whose parameters have the names and types of its members.");
        return none;
    }

    private static void Refuse(JsonTypeInfo type, string why) => type.OnSerializing = _ => throw new NotSupportedException(why);

    private void AddDerived(JsonTypeInfo type)
    {
        var derived = _serializable.Value.FindAll(t => t.IsSubclassOf(type.Type) && StoredTypes.NameOf(t) is not null);
        if (derived.Count > 0)
        {
            type.PolymorphismOptions = new() { TypeDiscriminatorPropertyName = StoredTypes.Property, UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization };
            foreach (var other in derived) type.PolymorphismOptions.DerivedTypes.Add(new(other, StoredTypes.NameOf(other)!));
            return;
        }
        var before = type.OnSerializing;
        type.OnSerializing = value =>
        {
            before?.Invoke(value);
            if (value.GetType() != type.Type) throw new NotSupportedException($"A {value.GetType()} where {type.Type} is declared can't be stored: it could not be read again. Mark it with [GenerateSerializer] and its members with [Id].");
        };
    }
}
