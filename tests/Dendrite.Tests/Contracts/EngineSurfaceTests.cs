namespace Dendrite.Contracts;

/// <summary>The public surface of the embedded engine is a file under review. <c>DENDRITE_APPROVE=1</c> writes it anew.</summary>
public sealed class EngineSurfaceTests
{
    [Fact]
    public void EmbeddedEngine_PublicSurface_IsTheApprovedOne()
    {
        var engine = typeof(Grain).Assembly;
        if (engine.GetName().Name != "Dendrite.Embedded") return;
        var file = Path.Combine(ArchitectureTests.RepositoryRoot, "tests/Dendrite.Tests/Contracts/Dendrite.Embedded.approved.txt");
        var actual = PublicSurface.Of(engine);
        if (Environment.GetEnvironmentVariable("DENDRITE_APPROVE") == "1") File.WriteAllLines(file, actual);
        var approved = File.ReadAllLines(file);
        Assert.Empty(actual.Except(approved).Select(line => "new: " + line));
        Assert.Empty(approved.Except(actual).Select(line => "gone: " + line));
    }

    /// <summary>Beside real Orleans: <c>DENDRITE_ORLEANS</c> names a folder with the Microsoft.Orleans assemblies.</summary>
    [Fact]
    public void EmbeddedEngine_PublicSurface_HoldsNothingThatOrleansLacks()
    {
        var engine = typeof(Grain).Assembly;
        if (engine.GetName().Name != "Dendrite.Embedded" || Environment.GetEnvironmentVariable("DENDRITE_ORLEANS") is not { } folder) return;
        using var orleans = new OrleansAssemblies(folder);
        var surplus = PublicSurface.Of(engine).Except(orleans.Surface()).ToArray();
        Assert.True(surplus.Length == 0, string.Join("\n", surplus));
    }
}
