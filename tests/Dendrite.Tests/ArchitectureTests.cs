using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Dendrite.Contracts.Resources;

namespace Dendrite;

/// <summary>Who may reference whom. A reference that is not listed here fails.</summary>
public sealed class ArchitectureTests
{
    /// <summary>Each project's direct references, exactly; what they reference may be used.</summary>
    private static readonly Dictionary<string, string[]> References = new()
    {
        ["Dendrite.Diff"] = [],
        ["Dendrite.Resilience"] = [],
        ["Dendrite.Protocol"] = [],
        ["Dendrite.Resources"] = ["Dendrite.Diff", "Dendrite.Protocol", "Dendrite.Resilience"],
        ["Dendrite.Contracts"] = ["Dendrite.Protocol"],
        ["Dendrite.Grains"] = ["Dendrite.Contracts", "Dendrite.Resources"],
        ["Dendrite.Hosting"] = ["Dendrite.Client.Cluster", "Dendrite.Grains"],
        ["Dendrite.Edge"] = ["Dendrite.Client.Cluster", "Dendrite.Contracts"],
        ["Dendrite.Silo"] = ["Dendrite.Edge", "Dendrite.Hosting"],
        ["Dendrite.Client"] = ["Dendrite.Diff", "Dendrite.Protocol"],
        ["Dendrite.Client.Cluster"] = ["Dendrite.Client", "Dendrite.Contracts"],
        ["Dendrite.Cli"] = ["Dendrite.Client.Cluster", "Dendrite.Resources", "Dendrite.Silo"],
    };

    /// <summary>Projects that must not come to know Orleans, ASP.NET Core or a host.</summary>
    private static readonly string[] WithoutOrleans = ["Dendrite.Diff", "Dendrite.Resilience", "Dendrite.Protocol", "Dendrite.Resources", "Dendrite.Client"];

    /// <summary>The directory that holds Dendrite.sln.</summary>
    internal static string RepositoryRoot { get; } = FindRoot();

    [Fact]
    public void Projects_References_AreThoseOfTheTable()
    {
        var projects = ReadProjects().ToDictionary(p => p.Name, p => p.References);
        Assert.Equal(References.Keys.Order(), projects.Keys.Order());
        foreach (var (name, references) in projects) Assert.Equal((name, string.Join(", ", References[name])), (name, string.Join(", ", references.Order())));
    }

    [Fact]
    public void Libraries_ThatStandWithoutAnEngine_ReferenceNone()
    {
        foreach (var name in WithoutOrleans)
        {
            var assembly = Assembly.Load(name);
            Assert.DoesNotContain(assembly.GetReferencedAssemblies(), r => r.Name!.StartsWith("Orleans", StringComparison.Ordinal) || r.Name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
        }
    }

    /// <summary>The edge can be a process of its own: it speaks to component APIs, never to a grain.</summary>
    [Fact]
    public void Edge_GrainInterfaces_AreNotNamed()
    {
        var grains = typeof(IResourceGrain).Assembly.GetExportedTypes().Where(t => t.IsInterface && typeof(IAddressable).IsAssignableFrom(t)).Select(t => t.Name).ToArray();
        Assert.NotEmpty(grains);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(RepositoryRoot, "silo/Dendrite.Edge"), "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains("/obj/", StringComparison.Ordinal)))
        {
            var code = File.ReadAllText(file);
            Assert.DoesNotContain(grains, name => Regex.IsMatch(code, $@"\b{name}\b"));
            Assert.DoesNotContain("IGrainFactory", code, StringComparison.Ordinal);
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
