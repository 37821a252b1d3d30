using System.Text;
using System.Text.Json;
using Dendrite.Testing;

namespace Dendrite.Diff;

/// <summary>Our patches applied by fast-json-patch and rfc6902, and theirs applied by us, on 10,000 random pairs.</summary>
public sealed class DifferentialTests
{
    private const int Pairs = 10_000;

    [NodeFact]
    public Task Patches_OursAndTheirs_LeadToTheSameDocument() => Property.CheckAsync(1, async random =>
    {
        var generator = new JsonGenerator(random) { OnlyWhatJavaScriptKeeps = true };
        var differs = new[] { new JsonDiffer(), new JsonDiffer(new DiffOptions { Invertible = true }), new JsonDiffer(new DiffOptions { Copies = true }) };
        var pairs = new List<(string Old, string New, string Patch)>();
        for (var i = 0; i < Pairs; i++)
        {
            var old = generator.Document(24);
            var next = i % 4 == 0 ? generator.Document(24) : generator.Near(old);
            var patch = differs[i % differs.Length].Compute(JsonIndex.Parse(Bytes(old)), JsonIndex.Parse(Bytes(next)), DiffFormat.Patch);
            pairs.Add((old, next, Encoding.UTF8.GetString(patch.Utf8.Span)));
        }
        var answers = await NodePeers.RunAsync(pairs.Select(p => $$"""{"old":{{OneLine(p.Old)}},"next":{{OneLine(p.New)}},"patch":{{p.Patch}}}"""));
        Assert.Equal(Pairs, answers.Length);
        AssertNoLarger(pairs.Select(p => p.Patch), answers, differs.Length);
        for (var i = 0; i < Pairs; i++) Check(pairs[i].Old, pairs[i].New, pairs[i].Patch, answers[i], $"pair {i}");
    });

    /// <summary>Patches of the differ without options against the smaller of both libraries' patches, all together.</summary>
    private static void AssertNoLarger(IEnumerable<string> patches, string[] answers, int every)
    {
        var (ours, theirs) = (0L, 0L);
        foreach (var (patch, answer) in patches.Zip(answers).Where((_, i) => i % every == 0))
        {
            using var document = JsonDocument.Parse(answer);
            // Their pointers are longer by "/doc".
            ours += Encoding.UTF8.GetByteCount(patch);
            theirs += new[] { "fastPatch", "rfcPatch" }.Min(name => Encoding.UTF8.GetByteCount(document.RootElement.GetProperty(name).GetRawText().Replace("\"/doc", "\"", StringComparison.Ordinal)));
        }
        Assert.True(ours <= theirs, $"{ours} bytes against {theirs}");
    }

    private static void Check(string old, string next, string patch, string answer, string where)
    {
        using var document = JsonDocument.Parse(answer);
        var root = document.RootElement;
        var story = $"{where}: {old} to {next} by {patch}";
        Assert.True(root.GetProperty("errors").GetArrayLength() == 0, $"{story}: rfc6902 says {root.GetProperty("errors")}");
        foreach (var name in new[] { "byFast", "byRfc" })
            Assert.True(JsonTree.AreEqual(next, root.GetProperty(name).GetRawText()), $"{story} {name} gives {root.GetProperty(name)}");
        foreach (var name in new[] { "fastPatch", "rfcPatch" })
        {
            var theirs = root.GetProperty(name).GetRawText();
            var applied = Encoding.UTF8.GetString(JsonPatcher.Apply(DiffFormat.Patch, Bytes($$"""{"doc":{{old}}}"""), Bytes(theirs)));
            Assert.True(JsonTree.AreEqual($$"""{"doc":{{next}}}""", applied), $"{where}: {old} to {next} by their {theirs} gives {applied}");
        }
    }

    private static string OneLine(string document) => document.ReplaceLineEndings(" ");

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
