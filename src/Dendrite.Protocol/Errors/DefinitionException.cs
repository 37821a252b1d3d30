namespace Dendrite.Protocol;

/// <summary>A configuration or definition is wrong; every fault is listed, each with its full key.</summary>
public sealed class DefinitionException : DendriteException
{
    /// <summary>Makes one error of all faults; there must be at least one.</summary>
    public DefinitionException(IReadOnlyList<string> faults)
        : base(DendriteErrorCode.InvalidDefinition, string.Join(Environment.NewLine, faults)) => Faults = faults;

    /// <summary>One sentence a fault, beginning with the key.</summary>
    public IReadOnlyList<string> Faults { get; private set; }
}
