using Dendrite.IntegrationTests.Testing;

namespace Dendrite.Diff;

/// <summary>A test that needs Node and npm.</summary>
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute() => Skip = Prerequisite.Missing("node", "npm");
}
