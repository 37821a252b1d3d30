using Microsoft.CodeAnalysis;

namespace Dendrite.Embedded.Generator;

/// <summary>Which types are known at compile time to be shared safely, so that nothing is copied.</summary>
internal static class CopyRules
{
    private static readonly string[] Values =
    [
        "System.Guid", "System.DateTimeOffset", "System.TimeSpan", "System.DateOnly", "System.TimeOnly", "System.Uri", "System.Version",
        "System.Half", "System.Int128", "System.UInt128", "System.Numerics.BigInteger", "System.Threading.CancellationToken",
        "System.Net.IPAddress", "System.Net.IPEndPoint", "System.Type",
    ];

    public static bool IsSafe(ITypeSymbol type, KnownTypes names)
    {
        if (type.TypeKind == TypeKind.Enum || type.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_UIntPtr and not SpecialType.System_Array) return true;
        if (type.SpecialType is SpecialType.System_String or SpecialType.System_DateTime) return true;
        if (type is not INamedTypeSymbol named) return false;
        if (named.ConstructedFrom.SpecialType == SpecialType.System_Nullable_T) return IsSafe(named.TypeArguments[0], names);
        if (KnownTypes.Has(named, "ImmutableAttribute")) return named.IsSealed || named.IsValueType;
        return named.Arity == 0 && Values.Contains(named.ToDisplayString());
    }
}
