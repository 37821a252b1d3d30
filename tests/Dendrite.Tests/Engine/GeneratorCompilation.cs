using Dendrite.Embedded.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Dendrite.Engine;

/// <summary>A source compiled together with what the generator writes for it.</summary>
internal sealed class GeneratorCompilation
{
    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(p => !Path.GetFileName(p).StartsWith("Dendrite.Tests", StringComparison.Ordinal)).Select(p => MetadataReference.CreateFromFile(p))];

    public GeneratorCompilation(string source, string assembly = "Sample")
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var compilation = CSharpCompilation.Create(
            assembly,
            [CSharpSyntaxTree.ParseText("using System; using System.Threading; using System.Threading.Tasks; using Orleans; " + source, options)],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create([new GrainCodeGenerator().AsSourceGenerator()], parseOptions: options).RunGeneratorsAndUpdateCompilation(compilation, out var all, out var said);
        Said = [.. said.Select(d => $"{d.Id} at {d.Location.SourceTree?.GetText().ToString(d.Location.SourceSpan)}: {d.GetMessage(null)}")];
        Errors = [.. all.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString())];
        Written = string.Concat(all.SyntaxTrees.Skip(1));
    }

    /// <summary>What the generator says of the source.</summary>
    public IReadOnlyList<string> Said { get; }

    /// <summary>What the compiler says of both.</summary>
    public IReadOnlyList<string> Errors { get; }

    public string Written { get; }
}
