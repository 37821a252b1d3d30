using Microsoft.CodeAnalysis;

namespace Dendrite.Embedded.Generator;

/// <summary>
/// Which types are certain to be accepted in a call. What is not certain here is looked at when a silo starts: there the
/// converters and the types of every assembly are known.
/// </summary>
internal static class SignatureRules
{
    private static readonly HashSet<string> Values =
    [
        "System.Guid", "System.DateTimeOffset", "System.TimeSpan", "System.DateOnly", "System.TimeOnly", "System.Uri", "System.Version", "System.Half",
        "System.Int128", "System.UInt128", "System.Numerics.BigInteger", "System.Net.IPAddress", "System.Net.IPEndPoint", "System.Type", "System.Exception",
        "System.Globalization.CultureInfo", "System.Collections.BitArray",
        "Orleans.Runtime.GrainId", "Orleans.Runtime.StreamId", "Orleans.Runtime.SiloAddress",
    ];

    private static readonly HashSet<string> Generic =
    [
        "System.Nullable`1", "System.Collections.Generic.List`1", "System.Collections.Generic.Dictionary`2", "System.Collections.Generic.HashSet`1",
        "System.Collections.Generic.Queue`1", "System.Collections.Generic.Stack`1", "System.Collections.Generic.SortedDictionary`2",
        "System.Collections.Generic.SortedSet`1", "System.Collections.Generic.KeyValuePair`2", "System.Memory`1", "System.ReadOnlyMemory`1",
        "System.Collections.Immutable.ImmutableArray`1", "System.Collections.Immutable.ImmutableList`1", "System.Collections.Immutable.ImmutableDictionary`2",
        "System.Collections.Immutable.ImmutableHashSet`1", "System.ValueTuple`2", "System.ValueTuple`3", "System.ValueTuple`4", "System.Tuple`2", "System.Tuple`3",
        "Orleans.Concurrency.Immutable`1",
    ];

    public static bool IsProven(INamedTypeSymbol grainInterface) =>
        ReferenceWriter.Methods(grainInterface).All(m => ReferenceWriter.IsSupported(m) && m.Parameters.All(p => IsAccepted(p.Type) || InvokableWriter.IsCancellation(p)) && ResultIsAccepted(m));

    /// <summary>Whether the members of a serializable type are certain to be accepted.</summary>
    public static bool IsProvenInside(INamedTypeSymbol serializable) =>
        SerializableBase.IsWhole(serializable) && SerializableMembers.Declared(serializable).All(m => !m.HasId || IsAccepted(m.Type));

    private static bool ResultIsAccepted(IMethodSymbol method) => ((INamedTypeSymbol)method.ReturnType).TypeArguments.All(IsAccepted);

    private static bool IsAccepted(ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol => true,
        IArrayTypeSymbol array => IsAccepted(array.ElementType),
        INamedTypeSymbol named => IsAccepted(named),
        _ => false,
    };

    private static bool IsAccepted(INamedTypeSymbol type)
    {
        if (type.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr) return false;
        if (type.SpecialType is SpecialType.System_Object or (>= SpecialType.System_Boolean and <= SpecialType.System_String) or SpecialType.System_DateTime) return true;
        if (type.TypeKind is TypeKind.Interface or TypeKind.Enum || (type.TypeKind == TypeKind.Class && type.IsAbstract)) return true;
        if (!type.IsGenericType && Values.Contains(type.ToDisplayString())) return true;
        if (!type.TypeArguments.All(IsAccepted)) return false;
        var name = type.ContainingNamespace.ToDisplayString() + "." + type.MetadataName;
        return (type.ContainingType is null && Generic.Contains(name)) || (KnownTypes.Has(type, "GenerateSerializerAttribute") && AssemblyModel.IsReachable(type) && IsGenerated(type.ContainingAssembly));
    }

    /// <summary>An assembly that was compiled without the generator has marked types, but no copiers.</summary>
    private static bool IsGenerated(IAssemblySymbol assembly) =>
        assembly is ISourceAssemblySymbol || assembly.GetAttributes().Any(a => a.AttributeClass?.Name == "TypeManifestProviderAttribute");
}
