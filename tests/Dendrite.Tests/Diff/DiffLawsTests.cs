using System.Text;
using Dendrite.Testing;

namespace Dendrite.Diff;

/// <summary>apply(diff(a, b), a) = b and diff(a, a) is empty, in every form, on random documents.</summary>
public sealed class DiffLawsTests
{
    [Theory]
    [InlineData(DiffFormat.Patch)]
    [InlineData(DiffFormat.Merge)]
    [InlineData(DiffFormat.List)]
    [InlineData(DiffFormat.Snapshot)]
    [InlineData(DiffFormat.Auto)]
    public void Diff_Applied_GivesTheNewDocument(DiffFormat format) => Property.Check(1500, random =>
    {
        var generator = new JsonGenerator(random);
        var old = generator.Document(random.Next(60));
        var next = random.Next(3) == 0 ? generator.Document(random.Next(60)) : generator.Near(old);
        AssertStep(old, next, format);
    });

    [Theory]
    [InlineData(DiffFormat.Patch)]
    [InlineData(DiffFormat.Merge)]
    [InlineData(DiffFormat.List)]
    [InlineData(DiffFormat.Snapshot)]
    [InlineData(DiffFormat.Auto)]
    public void Diff_EqualDocuments_IsEmpty(DiffFormat format) => Property.Check(500, random =>
    {
        var document = new JsonGenerator(random).Document(random.Next(60));
        var same = JsonTree.Parse(document).ToString(random);
        var result = new JsonDiffer().Compute(Parse(document), Parse(same), format);
        Assert.True(result.IsEmpty, $"{document} against {same}: {Encoding.UTF8.GetString(result.Utf8.Span)}");
    });

    internal static void AssertStep(string old, string next, DiffFormat format)
    {
        var before = Parse(old);
        var after = Parse(next);
        var result = new JsonDiffer().Compute(before, after, format);
        var change = Encoding.UTF8.GetString(result.Utf8.Span);
        var story = $"{old} to {next} as {result.Format}: {change}";
        Assert.True(JsonTree.AreEqual(old, next) == result.IsEmpty, story);
        string applied;
        try
        {
            applied = Encoding.UTF8.GetString(JsonPatcher.Apply(result.Format, before.Utf8, result.Utf8));
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{story}: {e.Message}", e);
        }
        Assert.True(JsonTree.AreEqual(next, applied), $"{story} gives {applied}");
        Assert.True(Parse(applied).Hash == after.Hash, $"{story}: the hashes differ");
    }

    private static JsonIndex Parse(string text) => JsonIndex.Parse(Encoding.UTF8.GetBytes(text));
}
