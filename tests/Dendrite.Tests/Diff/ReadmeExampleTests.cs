using System.Text;

namespace Dendrite.Diff;

/// <summary>The example of the README of Dendrite.Diff, compiled and run; its lines must be the ones below.</summary>
public sealed class ReadmeExampleTests
{
    [Fact]
    public void Example_AsInTheReadme_Runs()
    {
        using var output = new StringWriter();

        byte[] first = """[{"id":1,"state":"ACTIVE"},{"id":2,"state":"ACTIVE"},{"id":3,"state":"ACTIVE"}]"""u8.ToArray();
        byte[] second = """[{"id":3,"state":"DONE"},{"id":1,"state":"ACTIVE"},{"id":2,"state":"ACTIVE"}]"""u8.ToArray();

        var differ = new JsonDiffer();
        var document = JsonIndex.Parse(first);
        var step = differ.Advance(ref document, second, DiffFormat.Patch);

        output.WriteLine(Encoding.UTF8.GetString(step.Utf8.Span));
        byte[] applied = JsonPatcher.Apply(step.Format, first, step.Utf8);
        output.WriteLine(CanonicalHash.Of(applied) == document.Hash);

        Assert.Equal(
            """
            [{"op":"move","from":"/2","path":"/0"},{"op":"replace","path":"/0/state","value":"DONE"}]
            True

            """,
            output.ToString());
    }

    [Fact]
    public void Readme_CodeBlock_IsTheCodeAbove()
    {
        var readme = File.ReadAllLines(Path.Combine(ArchitectureTests.RepositoryRoot, "src", "Dendrite.Diff", "README.md"));
        var source = File.ReadAllLines(Path.Combine(ArchitectureTests.RepositoryRoot, "tests", "Dendrite.Tests", "Diff", "ReadmeExampleTests.cs")).Select(l => l.Trim()).ToHashSet();
        var block = readme.SkipWhile(l => l != "```csharp").Skip(1).TakeWhile(l => l != "```").Where(l => l.Length > 0).ToList();
        Assert.InRange(block.Count, 8, 12);
        Assert.All(block, line => Assert.Contains(line.Replace("Console.", "output.", StringComparison.Ordinal), source));
    }
}
