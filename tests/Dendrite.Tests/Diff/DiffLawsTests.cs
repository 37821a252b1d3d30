using System.Runtime.CompilerServices;
using Dendrite.Testing;

namespace Dendrite.Diff;

/// <summary>apply(diff(a, b), a) = b and diff(a, a) is empty, in every form, on random documents; failures are shrunk.</summary>
public sealed class DiffLawsTests
{
    [Theory]
    [InlineData(DiffFormat.Patch)]
    [InlineData(DiffFormat.Merge)]
    [InlineData(DiffFormat.List)]
    [InlineData(DiffFormat.Snapshot)]
    [InlineData(DiffFormat.Auto)]
    public void Diff_Applied_GivesTheNewDocument(DiffFormat format) => OnRandomPairs(700, (old, next) => Steps.AssertStep(old, next, format));

    [Fact]
    public void Diff_InvertibleWithCopies_GivesTheNewDocument()
    {
        var options = new DiffOptions { Invertible = true, Copies = true };
        OnRandomPairs(700, (old, next) => Steps.AssertStep(old, next, DiffFormat.Patch, options));
    }

    [Theory]
    [InlineData(DiffFormat.Patch)]
    [InlineData(DiffFormat.Merge)]
    [InlineData(DiffFormat.List)]
    [InlineData(DiffFormat.Snapshot)]
    [InlineData(DiffFormat.Auto)]
    public void Diff_EqualDocuments_IsEmpty(DiffFormat format) => Property.Check(200, random =>
    {
        var document = new JsonGenerator(random).Document(random.Next(60));
        var same = JsonTree.Parse(document).ToString(random);
        var result = new JsonDiffer().Compute(Steps.Index(document), Steps.Index(same), format);
        Assert.True(result.IsEmpty, $"{document} against {same}: {Steps.Text(result.Utf8)}");
    });

    [Fact]
    public void Patch_IsNeverLonger_ThanReplacingTheDocument() => OnRandomPairs(400, (old, next) =>
    {
        var limit = """[{"op":"replace","path":"","value":}]""".Length + Steps.Bytes(Steps.Diff(old, next, DiffFormat.Snapshot)).Length;
        Assert.InRange(Steps.Bytes(Steps.Diff(old, next)).Length, 2, limit);
    });

    [Fact]
    public void Auto_IsNeverLonger_ThanAnyOtherForm() => OnRandomPairs(300, (old, next) =>
    {
        var differ = new JsonDiffer();
        var auto = differ.Compute(Steps.Index(old), Steps.Index(next), DiffFormat.Auto);
        foreach (var format in new[] { DiffFormat.Patch, DiffFormat.Merge, DiffFormat.List, DiffFormat.Snapshot })
            Assert.True(auto.Utf8.Length <= differ.Compute(Steps.Index(old), Steps.Index(next), format).Utf8.Length, format.ToString());
    });

    [Fact]
    public void Numbers_ByValue_ApplyToTheSameValue() => OnRandomPairs(400, (old, next) =>
    {
        var options = new DiffOptions { Numbers = NumberComparison.ByValue };
        var result = new JsonDiffer(options).Compute(Steps.Index(old), Steps.Index(next), DiffFormat.Patch);
        var applied = Steps.Apply(old, Steps.Text(result.Utf8));
        Assert.True(new JsonDiffer(options).Compute(Steps.Index(applied), Steps.Index(next), DiffFormat.Patch).IsEmpty, applied);
    });

    internal static void OnRandomPairs(int cases, Action<string, string> law, [CallerMemberName] string test = "", [CallerFilePath] string file = "") => Property.Check(cases, random =>
    {
        var generator = new JsonGenerator(random);
        var old = generator.Document(random.Next(60));
        var next = random.Next(3) == 0 ? generator.Document(random.Next(60)) : generator.Near(old);
        Shrinker.Check(old, next, law);
    }, test: test, file: file);
}
