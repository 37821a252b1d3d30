using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Reflection;
using System.Reflection.Metadata;
using Orleans.Runtime;
using Orleans.Serialization.Cloning;

namespace Orleans.Storage;

/// <summary>
/// The names by which files tell the types of values: the alias, or else the full name with that of the assembly, which is
/// read where there is an alias too. Only types whose values may cross a call have one, so that no file can make another.
/// </summary>
internal static class StoredTypes
{
    /// <summary>The member of a JSON object that names its type.</summary>
    public const string Property = "$type";

    private static readonly SearchValues<char> Marks = SearchValues.Create("[],+*&\\");

    private static readonly HashSet<Type> Values =
    [
        typeof(string), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan), typeof(Guid), typeof(Half),
        typeof(Int128), typeof(UInt128), typeof(BigInteger), typeof(Uri), typeof(Version), typeof(IPAddress), typeof(IPEndPoint), typeof(CultureInfo), typeof(BitVector32),
        typeof(GrainReference), typeof(GrainId), typeof(StreamId),
    ];

    private static readonly TypeNameParseOptions Limits = new() { MaxNodes = 100 };
    private static readonly ConcurrentDictionary<Type, string> Names = new();
    private static readonly ConcurrentDictionary<string, Type> Types = new();

    /// <summary>Null where values of the type aren't kept.</summary>
    public static string? NameOf(Type type)
    {
        if (Names.TryGetValue(type, out var known)) return known;
        if (!IsKept(type)) return null;
        var (name, assembly) = Write(type);
        if (Find(name + assembly) != type) return null;
        return Names[type] = name + assembly;
    }

    /// <summary>Null where the name is none of a type whose values are kept.</summary>
    public static Type? Find(string name)
    {
        if (Types.TryGetValue(name, out var known)) return known;
        var type = Aliased(name) ?? (TypeName.TryParse(name, out var parsed, Limits) ? Resolve(parsed) : null);
        return type is not null && IsKept(type) ? Types[name] = type : null;
    }

    /// <summary>A type of .NET itself.</summary>
    public static bool IsOfSystem(Type type) =>
        type.FullName!.StartsWith("System.", StringComparison.Ordinal) && type.Assembly.GetName().Name!.StartsWith("System.", StringComparison.Ordinal);

    private static Type? Aliased(string name) => GrainRegistry.Current.Manifest.WellKnownTypeAliases.GetValueOrDefault(name);

    private static (string Name, string Assembly) Write(Type type)
    {
        if (type.IsArray)
        {
            var (element, home) = Write(type.GetElementType()!);
            return (element + "[]", home);
        }
        var definition = type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type;
        var alias = definition.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias;
        if (alias is not null && (Aliased(alias) != definition || alias.AsSpan().ContainsAny(Marks))) alias = null;
        var assembly = alias is not null || IsOfSystem(type) ? "" : ", " + type.Assembly.GetName().Name;
        var name = alias ?? definition.FullName!;
        if (type.IsConstructedGenericType) name += $"[{string.Join(',', type.GenericTypeArguments.Select(a => Write(a) is var (n, home) ? $"[{n}{home}]" : null))}]";
        return (name, assembly);
    }

    private static Type? Resolve(TypeName name)
    {
        if (name.IsArray) return name.IsSZArray ? Resolve(name.GetElementType())?.MakeArrayType() : null;
        if (name.IsSimple) return Lookup(name);
        if (!name.IsConstructedGenericType || Lookup(name.GetGenericTypeDefinition()) is not { IsGenericTypeDefinition: true } definition) return null;
        var arguments = new List<Type>();
        foreach (var argument in name.GetGenericArguments())
        {
            if (Resolve(argument) is { } type) arguments.Add(type);
        }
        if (arguments.Count != name.GetGenericArguments().Length || arguments.Count != definition.GetGenericArguments().Length) return null;
        try
        {
            return definition.MakeGenericType([.. arguments]);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Among what is loaded: a name must not load an assembly.</summary>
    private static Type? Lookup(TypeName name)
    {
        var assembly = name.AssemblyName?.Name;
        if (assembly is null && Aliased(name.FullName) is { } aliased) return aliased;
        var ofSystem = name.FullName.StartsWith("System.", StringComparison.Ordinal);
        foreach (var loaded in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (loaded.GetName().Name is not { } home || !(home == assembly || (ofSystem && home.StartsWith("System.", StringComparison.Ordinal)))) continue;
            if (loaded.GetType(name.FullName) is { } type) return type;
        }
        return null;
    }

    private static bool IsKept(Type type)
    {
        if (type.IsArray) return type.IsSZArray && IsKeptWithin(type.GetElementType()!);
        if (type.ContainsGenericParameters || !Array.TrueForAll(type.GenericTypeArguments, IsKeptWithin)) return false;
        if (Values.Contains(type) || type.IsEnum || (type.IsPrimitive && type != typeof(nint) && type != typeof(nuint))) return true;
        if (type.IsConstructedGenericType && (CommonCollections.Contains(type.GetGenericTypeDefinition()) || CollectionInterfaces.DefaultOf(type) is not null)) return true;
        if (type.IsInterface || type.IsAbstract || typeof(IAddressable).IsAssignableFrom(type)) return false;
        return type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false) || type.IsDefined(typeof(ImmutableAttribute), inherit: false)
            || (type.IsValueType && !IsOfSystem(type) && Shareable.Contains(type));
    }

    /// <summary>What stands for others can hold them, though it is never made itself.</summary>
    private static bool IsKeptWithin(Type type) =>
        IsKept(type) || ((type == typeof(object) || type.IsInterface || type.IsAbstract) && Array.TrueForAll(type.GenericTypeArguments, IsKeptWithin));
}
