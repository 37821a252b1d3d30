using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Dendrite.Resilience.Guards;

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

    /// <summary>What the compiled members name, whatever the sources look like.</summary>
    [Fact]
    public void CompiledSignatures_NameNoOtherModule()
    {
        const BindingFlags all = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        foreach (var type in typeof(Guard).Assembly.GetTypes().Where(t => t.Namespace is { } n && n.StartsWith("Dendrite", StringComparison.Ordinal) && !n.EndsWith(".Guards", StringComparison.Ordinal)))
        {
            var named = type.GetFields(all).Select(f => f.FieldType)
                .Concat(type.GetMethods(all).SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType).Concat(m.GetMethodBody()?.LocalVariables.Select(v => v.LocalType) ?? [])))
                .Concat(type.GetConstructors(all).SelectMany(c => c.GetParameters().Select(p => p.ParameterType)))
                .Append(type.BaseType ?? typeof(object));
            foreach (var other in named.SelectMany(Parts).Where(t => t.Namespace?.StartsWith("Dendrite", StringComparison.Ordinal) == true))
                Assert.True(other.Namespace == type.Namespace || other.Namespace == Shared, $"{type} names {other}.");
        }
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

    private static IEnumerable<Type> Parts(Type type)
    {
        if (type.HasElementType) return Parts(type.GetElementType()!);
        return type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type) : [type];
    }

    [GeneratedRegex(@"^public (?:static |sealed |abstract |readonly |partial )*(?:class|struct|record|record struct|interface|enum|delegate) ", RegexOptions.Multiline)]
    private static partial Regex PublicType();
}
