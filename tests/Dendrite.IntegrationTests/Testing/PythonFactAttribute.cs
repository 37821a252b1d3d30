namespace Dendrite.IntegrationTests.Testing;

/// <summary>A test that needs python3.</summary>
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute() => Skip = Prerequisite.Missing("python3");
}
