using System.Text.RegularExpressions;
using Dendrite.Hosting.Configuration;
using Dendrite.Silo;
using Dendrite.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Docs;

public sealed partial class ReadmeTests
{
    private static readonly string[] Documents =
        [.. Directory.EnumerateFiles(ArchitectureTests.RepositoryRoot, "*.md"), .. Directory.EnumerateFiles(Path.Combine(ArchitectureTests.RepositoryRoot, "docs"), "*.md", SearchOption.AllDirectories)];

    private static readonly string Readme = File.ReadAllText(Path.Combine(ArchitectureTests.RepositoryRoot, "README.md"));

    private static readonly string ClusterPage = File.ReadAllText(Path.Combine(ArchitectureTests.RepositoryRoot, "docs/cluster.md"));

    private static readonly string RegistriesPage = File.ReadAllText(Path.Combine(ArchitectureTests.RepositoryRoot, "docs/registries.md"));

    [Fact]
    public void CSharp_OfTheDocuments_IsTheCodeThatIsCompiled()
    {
        var compiled = Normalise(File.ReadAllText(Path.Combine(ArchitectureTests.RepositoryRoot, "tests/Dendrite.Tests/Docs/ReadmeExamples.cs")));
        foreach (var block in new[] { ClusterPage, RegistriesPage }.SelectMany(page => Blocks(page, "csharp"))) Assert.Contains(Normalise(block), compiled, StringComparison.Ordinal);
    }

    /// <summary>The snippet of the README is a program: it compiles as it stands, with what a new console project has by itself.</summary>
    [Fact]
    public void CSharp_OfTheReadme_CompilesAsItStands()
    {
        const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetFileName(file) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Dendrite.", StringComparison.Ordinal) || name == "netstandard.dll"))
            .Select(file => MetadataReference.CreateFromFile(file));
        var compilation = CSharpCompilation.Create(
            "Readme", [CSharpSyntaxTree.ParseText(Assert.Single(Blocks(Readme, "csharp"))), CSharpSyntaxTree.ParseText(ImplicitUsings)], references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity is DiagnosticSeverity.Error or DiagnosticSeverity.Warning).Select(d => d.ToString()));
    }

    [Fact]
    public void CSharp_OfTheSeams_IsTheCodeThatIsCompiled()
    {
        var compiled = Normalise(File.ReadAllText(Path.Combine(ArchitectureTests.RepositoryRoot, "tests/Dendrite.Tests/Docs/SeamExamples.cs")));
        var pages = Directory.GetFiles(Path.Combine(ArchitectureTests.RepositoryRoot, "docs/seams"), "*.md");
        Assert.NotEmpty(pages);
        foreach (var page in pages) Assert.Contains(Normalise(Assert.Single(Blocks(File.ReadAllText(page), "csharp"))), compiled, StringComparison.Ordinal);
    }

    [Fact]
    public void Configuration_OfTheReadme_IsAccepted()
    {
        foreach (var block in Blocks(Readme, "json").Where(b => b.Contains("Backends", StringComparison.Ordinal)))
        {
            using var json = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(block.Replace("env:GITHUB_TOKEN", "secret", StringComparison.Ordinal)));
            Assert.NotEmpty(DendriteServer.Read(new ConfigurationBuilder().AddJsonStream(json).Build()).Settings.Backends);
        }
    }

    [Fact]
    public void Configuration_OfTheClusterPage_IsAccepted()
    {
        var blocks = Blocks(ClusterPage, "json").ToArray();
        Assert.Equal(2, blocks.Length);
        Assert.Null(ReadCluster(blocks[0]).Tls);
        var folder = Directory.CreateTempSubdirectory("dendrite-docs-");
        using var authority = new CertificateAuthority(folder.FullName, "cluster-ca");
        using var silo = authority.Sign("silo");
        authority.WritePem(silo, "silo");
        Assert.NotNull(ReadCluster(blocks[1].Replace("/etc/dendrite", folder.FullName, StringComparison.Ordinal)).Tls);
        folder.Delete(recursive: true);

        static ClusterSettings ReadCluster(string block)
        {
            using var json = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(block));
            return DendriteServer.Read(new ConfigurationBuilder().AddJsonStream(json).Build()).Settings.Cluster!;
        }
    }

    [Fact]
    public void Verbs_OfTheDocuments_Exist()
    {
        var verbs = Cli.Program.BuildRoot().Subcommands.Select(c => c.Name).ToHashSet();
        foreach (Match match in Verb().Matches(Readme + ClusterPage + RegistriesPage)) Assert.Contains(match.Groups[1].Value, verbs);
    }

    [Fact]
    public void Links_OfAllDocuments_LeadSomewhere()
    {
        foreach (var document in Documents)
            foreach (Match link in Link().Matches(File.ReadAllText(document)))
            {
                var target = link.Groups[1].Value;
                if (target.StartsWith("http", StringComparison.Ordinal)) continue;
                var path = Path.Combine(Path.GetDirectoryName(document)!, target.Split('#')[0]);
                Assert.True(Path.Exists(path), $"{document} links to {target}, which does not exist.");
            }
    }

    /// <summary>The tree of docs/house.md: each project has its line, and each line is there.</summary>
    [Fact]
    public void House_HasALineForEachProject()
    {
        var house = File.ReadAllText(Path.Combine(ArchitectureTests.RepositoryRoot, "docs/house.md"));
        var lines = TreeLine().Matches(house).Select(m => m.Groups[1].Value).ToArray();
        Assert.All(lines, line => Assert.True(Directory.Exists(Path.Combine(ArchitectureTests.RepositoryRoot, line)), line));
        Assert.Empty(ArchitectureTests.Projects.Except(lines.Select(line => Path.GetFileName(line))));
        foreach (Match folder in HouseFolder().Matches(house)) Assert.True(Directory.Exists(Path.Combine(ArchitectureTests.RepositoryRoot, folder.Groups[1].Value)), folder.Value);
    }

    [Fact]
    public void Samples_AreShort()
    {
        var samples = Directory.GetDirectories(Path.Combine(ArchitectureTests.RepositoryRoot, "docs/samples"));
        Assert.Equal(["ClusterClient", "PlainSilo", "WebApp"], samples.Select(sample => Path.GetFileName(sample)).Order());
        foreach (var sample in samples)
        {
            Assert.True(File.Exists(Path.Combine(sample, "README.md")), sample);
            Assert.InRange(ArchitectureTests.Sources(sample).Sum(file => File.ReadLines(file).Count(line => line.Trim().Length > 0)), 1, 60);
        }
    }

    /// <summary>Each row of the guarantees names a test, or a class of tests, that the file behind the link has.</summary>
    [Fact]
    public void Guarantees_EachLinkToATestThatIsThere()
    {
        var rows = File.ReadLines(Path.Combine(ArchitectureTests.RepositoryRoot, "docs/guarantees.md"))
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)).Where(line => line.StartsWith('|')).Skip(2).ToArray();
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            var links = TestLink().Matches(row);
            Assert.True(links.Count > 0, $"No test shows: {row}");
            foreach (Match link in links)
            {
                var (name, code) = (link.Groups[1].Value, File.ReadAllText(Path.Combine(ArchitectureTests.RepositoryRoot, "docs", link.Groups[2].Value)));
                Assert.True(Regex.IsMatch(code, $@"(Fact|Theory)[^\r\n]*\]\s+(\[[^\r\n]*\]\s+)*public (async )?(void|Task) {name}\(|public sealed class {name}\b"), $"{name} is no test of {link.Groups[2].Value}.");
            }
        }
    }

    private static IEnumerable<string> Blocks(string document, string language) =>
        Regex.Matches(document, $"```{language}\n(.*?)```", RegexOptions.Singleline).Select(m => m.Groups[1].Value);

    private static string Normalise(string code) => Space().Replace(code, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"(?:^|\$ |`)dendrite ([a-z]+)", RegexOptions.Multiline)]
    private static partial Regex Verb();

    [GeneratedRegex(@"^((?:src|grains|silo|client|docs|tests)/[\w.]+) ", RegexOptions.Multiline)]
    private static partial Regex TreeLine();

    [GeneratedRegex(@"`((?:src|grains|silo|client|tests)/[\w./]+/)`")]
    private static partial Regex HouseFolder();

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\[`([^`/]+)`\]\(([^)]+\.cs)\)")]
    private static partial Regex TestLink();
}
