using Microsoft.CodeAnalysis;

namespace Dendrite.Embedded.Generator;

/// <summary>A field of a serializable type, or a property that keeps its value in no field of its own.</summary>
internal sealed class SerializableMember
{
    public SerializableMember(ISymbol symbol, ITypeSymbol type, bool hasId, bool isImmutable)
    {
        Symbol = symbol;
        Type = type;
        HasId = hasId;
        IsImmutable = isImmutable;
    }

    public ISymbol Symbol { get; }

    public ITypeSymbol Type { get; }

    public INamedTypeSymbol Owner => Symbol.ContainingType;

    /// <summary>It is part of the value. Others don't cross a call.</summary>
    public bool HasId { get; }

    /// <summary>It is marked as never changing.</summary>
    public bool IsImmutable { get; }
}
