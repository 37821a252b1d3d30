using System.Xml.Linq;

namespace Dendrite;

/// <summary>Who may reference whom. A reference that is not listed here fails.</summary>
public sealed class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Dendrite.Diff"] = [],
        ["Dendrite.Resilience"] = [],
        ["Dendrite.Deploy"] = [],
        ["Dendrite.Contracts"] = [],
        ["Dendrite.Grains"] = ["Dendrite.Contracts", "Dendrite.Diff", "Dendrite.Resilience"],
        ["Dendrite.Silo"] = ["Dendrite.Grains", "Dendrite.Contracts", "Dendrite.Diff", "Dendrite.Resilience"],
        ["Dendrite.Client"] = ["Dendrite.Contracts", "Dendrite.Diff"],
        ["Dendrite.Cli"] = ["Dendrite.Silo", "Dendrite.Client", "Dendrite.Deploy"],
    };

    /// <summary>The directory that holds Dendrite.sln.</summary>
    internal static string RepositoryRoot { get; } = FindRoot();

    [Fact]
    public void Projects_References_PointOneWay()
    {
        foreach (var (name, references) in ReadProjects())
        {
            Assert.True(Allowed.ContainsKey(name), $"{name} is not in the table of ArchitectureTests; add it with what it may reference.");
            var surplus = references.Except(Allowed[name]).ToArray();
            Assert.True(surplus.Length == 0, $"{name} references {string.Join(", ", surplus)}; allowed: {string.Join(", ", Allowed[name])}.");
        }
    }

    private static IEnumerable<(string Name, string[] References)> ReadProjects() =>
        from folder in new[] { "src", "grains", "silo", "client" }
        where Directory.Exists(Path.Combine(RepositoryRoot, folder))
        from file in Directory.EnumerateFiles(Path.Combine(RepositoryRoot, folder), "*.csproj", SearchOption.AllDirectories)
        let references = XDocument.Load(file).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(((string)r.Attribute("Include")!).Replace('\\', '/')))
        select (Path.GetFileNameWithoutExtension(file), references.ToArray());

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Dendrite.sln")))
            directory = directory.Parent ?? throw new InvalidOperationException($"No Dendrite.sln above {AppContext.BaseDirectory}.");
        return directory.FullName;
    }
}
