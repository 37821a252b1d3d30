using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Dendrite.Contracts.Resources;
using Dendrite.Grains.Resources;
using Mono.Cecil;

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

    /// <summary>The components: in these projects a folder is called after one of them.</summary>
    private static readonly string[] Components =
        ["Backends", "Resources", "Guards", "Registries", "Accounts", "Services", "Registrar", "Queries", "Daemons", "Events", "Federation"];

    /// <summary>What else is a folder in the projects that have component folders.</summary>
    private static readonly Dictionary<string, string[]> OtherFolders = new()
    {
        ["src/Dendrite.Contracts"] = ["Configuration", "Serialization", "Streams"],
        ["grains/Dendrite.Grains"] = ["Serialization"],
        ["silo/Dendrite.Edge"] = ["Access", "Admin", "Http", "Monitor", "OperatorConsole", "Protocols", "Webhooks"],
        ["client/Dendrite.Client"] = [],
        ["client/Dendrite.Client.Cluster"] = [],
        ["client/Dendrite.Cli"] = ["Cluster", "Demo", "Diff", "Doctor", "Server"],
        ["tests/Dendrite.Tests"] = ["Access", "Admin", "Configuration", "Contracts", "Diff", "Docs", "Doctor", "Monitor", "Protocols", "Resilience", "Storage", "Testing"],
        ["tests/Dendrite.ClusterTests"] = ["Testing"],
        ["tests/Dendrite.IntegrationTests"] = ["Admin", "Aot", "Cli", "Cluster", "Console", "Diff", "Edge", "Monitor", "Samples", "Storage", "Telemetry", "Testing"],
    };

    private static readonly string[] Protocols = ["EventStream", "Socket", "LongPoll", "Shapes", "Streams", "Mcp", "Centrifugo", "Mercure", "Classic"];

    /// <summary>The names of the projects that are not tests.</summary>
    internal static IEnumerable<string> Projects => References.Keys;

    /// <summary>Types that live in the engine; state records, placement and storage are its as well.</summary>
    private static readonly string[] EngineSuffixes = ["Grain", "Subscription", "GrainState", "Placement", "Director", "Storage"];

    /// <summary>What a type may carry in order to travel.</summary>
    private static readonly string[] SerializationNames =
        ["Orleans.GenerateSerializerAttribute", "Orleans.IdAttribute", "Orleans.AliasAttribute", "Orleans.ImmutableAttribute", "Orleans.RegisterConverterAttribute", "Orleans.IConverter", "Orleans.Serialization"];

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

    [Fact]
    public void Folders_OfTheProjectsWithComponents_AreThoseOfTheList()
    {
        foreach (var (project, others) in OtherFolders)
        {
            var folders = FoldersOf(project);
            Assert.Empty(folders.Except(Components).Except(others).Select(folder => $"{project}/{folder}"));
        }
        Assert.NotEmpty(FoldersOf("silo/Dendrite.Edge/Protocols"));
        Assert.Empty(FoldersOf("silo/Dendrite.Edge/Protocols").Except(Protocols));
    }

    /// <summary>What decides is without an engine: only grains and subscriptions, and what is stored or placed, know of Orleans.</summary>
    [Fact]
    public void Grains_TypesThatAreNone_NameNothingOfOrleansButSerialization()
    {
        using var module = ModuleDefinition.ReadModule(typeof(StorageNames).Assembly.Location);
        var types = module.Types.Where(type => type.Namespace.StartsWith("Dendrite.Grains", StringComparison.Ordinal) && !type.Name.StartsWith('<')).ToArray();
        var cores = types.Where(type => !EngineSuffixes.Any(suffix => type.Name.EndsWith(suffix, StringComparison.Ordinal))).ToArray();
        Assert.NotEmpty(cores);
        Assert.True(cores.Length < types.Length);
        Assert.Empty(cores.SelectMany(type => TypeNames.In(type).Where(IsEngine).Distinct().Select(name => $"{type.FullName} names {name}")).Order());

        static bool IsEngine(string name) => name.StartsWith("Orleans.", StringComparison.Ordinal) && !SerializationNames.Any(allowed => name.StartsWith(allowed, StringComparison.Ordinal));
    }

    private static string[] FoldersOf(string project) =>
        [.. Directory.GetDirectories(Path.Combine(RepositoryRoot, project)).Select(folder => Path.GetFileName(folder)).Where(folder => folder is not ("bin" or "obj" or "Properties") && Directory.EnumerateFiles(Path.Combine(RepositoryRoot, project, folder), "*", SearchOption.AllDirectories).Any())];

    /// <summary>The C# files of some folders of the repository.</summary>
    internal static IEnumerable<string> Sources(params string[] folders) =>
        folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(RepositoryRoot, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

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
