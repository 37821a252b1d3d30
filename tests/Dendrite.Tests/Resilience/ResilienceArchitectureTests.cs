using System.Text.RegularExpressions;
using System.Xml.Linq;
using Dendrite.Resilience.Guards;
using Mono.Cecil;

namespace Dendrite.Resilience;

/// <summary>Row 2.0: eleven modules, each usable without the others; only Guards composes.</summary>
public sealed partial class ResilienceArchitectureTests
{
    private static readonly string[] Modules =
        ["Aspects", "Breakers", "Caching", "Guards", "Harness", "Injection", "Metrics", "Registries", "Retries", "Statistics", "Timing"];

    /// <summary>What every module may use and none is: internal, and of no module's concern.</summary>
    private const string Shared = "Dendrite.Resilience";

    private static readonly string Root = Path.Combine(ArchitectureTests.RepositoryRoot, "src", "Dendrite.Resilience");

    [Fact]
    public void Types_LiveInExactlyTheElevenModules()
    {
        var namespaces = typeof(Guard).Assembly.GetTypes().Select(t => t.Namespace).Where(n => n?.StartsWith("Dendrite", StringComparison.Ordinal) == true && n != Shared).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(Modules.Select(m => $"Dendrite.Resilience.{m}"), namespaces);
        Assert.All(typeof(Guard).Assembly.GetTypes().Where(t => t.Namespace == Shared), t => Assert.False(t.IsVisible, $"{t} is public, but of no module."));
    }

    [Fact]
    public void Modules_ReferToNoOther_ButGuards()
    {
        foreach (var (module, file, text) in Sources())
        {
            var foreign = Modules.Where(m => m != module && Regex.IsMatch(text, $@"\bDendrite\.Resilience\.{m}\b")).ToArray();
            Assert.True(module == "Guards" || foreign.Length == 0, $"{file} refers to {string.Join(", ", foreign)}.");
        }
    }

    /// <summary>What the compiled types name, their bodies included, whatever the sources look like.</summary>
    [Fact]
    public void CompiledTypes_NameNoOtherModule_ButGuards()
    {
        using var assembly = ModuleDefinition.ReadModule(typeof(Guard).Assembly.Location);
        var types = assembly.Types.Where(t => t.Namespace.StartsWith(Shared, StringComparison.Ordinal)).ToArray();
        Assert.Equal(Modules.Append(Shared).Order(StringComparer.Ordinal), types.Select(t => ModuleOf(t.FullName)).Distinct().Order(StringComparer.Ordinal));
        var foreign = from type in types
                      where ModuleOf(type.FullName) != "Guards"
                      from name in TypeNames.In(type).Distinct()
                      where name.StartsWith("Dendrite.", StringComparison.Ordinal) && ModuleOf(name) != Shared && ModuleOf(name) != ModuleOf(type.FullName)
                      select $"{type.FullName} names {name}";
        Assert.Empty(foreign.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Project_ReferencesPollyAndTheHostsOwnExtensionsAlone()
    {
        var project = XDocument.Load(Path.Combine(Root, "Dendrite.Resilience.csproj"));
        Assert.Equal(["Microsoft.Extensions.Http", "Microsoft.Extensions.Options.ConfigurationExtensions", "Polly.Core"], project.Descendants("PackageReference").Select(r => (string)r.Attribute("Include")!));
        Assert.Empty(project.Descendants("ProjectReference"));
        Assert.Empty(project.Descendants("FrameworkReference"));
    }

    [Fact]
    public void Files_AreSmallAndHoldOnePublicTypeEach()
    {
        foreach (var (_, file, text) in Sources())
        {
            var lines = text.Count(c => c == '\n');
            Assert.True(lines <= 300, $"{file} has {lines} lines.");
            var types = PublicType().Count(text);
            Assert.True(types <= 1, $"{file} holds {types} public types.");
        }
    }

    private static IEnumerable<(string Module, string File, string Text)> Sources() =>
        from module in Modules
        from file in Directory.EnumerateFiles(Path.Combine(Root, module), "*.cs")
        select (module, Path.GetFileName(file), File.ReadAllText(file));

    private static string ModuleOf(string typeName) => Modules.FirstOrDefault(m => typeName.StartsWith($"{Shared}.{m}.", StringComparison.Ordinal)) ?? Shared;

    [GeneratedRegex(@"^public (?:static |sealed |abstract |readonly |partial )*(?:class|struct|record|record struct|interface|enum|delegate) ", RegexOptions.Multiline)]
    private static partial Regex PublicType();
}
