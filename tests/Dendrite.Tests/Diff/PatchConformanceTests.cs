using System.Text;
using System.Text.Json;

namespace Dendrite.Diff;

/// <summary>Public records of what a patch does; <c>Data/README.md</c> names their origin.</summary>
public sealed class PatchConformanceTests
{
    [Theory]
    [InlineData("json-patch-tests.json", 78, 3)]
    [InlineData("json-patch-spec-tests.json", 17, 1)]
    public void Patch_EveryPublicRecord_DoesAsItSays(string file, int count, int disabled) => RunAll(DiffFormat.Patch, file, count, disabled);

    [Fact]
    public void Patch_EveryRule_IsKeptAndItsBreachIsNamed() => RunAll(DiffFormat.Patch, "patch-rules.json", 32, 0, areReasonsOurs: true);

    [Fact]
    public void Merge_EveryRowOfTheAppendix_DoesAsItSays() => RunAll(DiffFormat.Merge, "merge-patch-table.json", 15, 0);

    private static void RunAll(DiffFormat format, string file, int count, int disabled, bool areReasonsOurs = false)
    {
        var path = Path.Combine(ArchitectureTests.RepositoryRoot, "tests", "Dendrite.Tests", "Diff", "Data", file);
        using var records = JsonDocument.Parse(File.ReadAllBytes(path));
        Assert.Equal(count, records.RootElement.GetArrayLength());
        var enabled = records.RootElement.EnumerateArray().Where(r => !r.TryGetProperty("disabled", out var off) || !off.GetBoolean()).ToList();
        Assert.Equal(count - disabled, enabled.Count);
        Assert.All(enabled, record => Run(format, record, areReasonsOurs));
    }

    private static void Run(DiffFormat format, JsonElement record, bool isReasonOurs)
    {
        var story = record.GetRawText();
        var document = Bytes(record, "doc");
        var patch = Bytes(record, "patch");
        if (record.TryGetProperty("error", out var error))
        {
            var thrown = Record.Exception(() => JsonPatcher.Apply(format, document, patch));
            Assert.True(thrown is PatchException or JsonFormatException, $"{story}: {thrown}");
            if (isReasonOurs) Assert.Contains(error.GetString()!, thrown.Message, StringComparison.Ordinal);
            return;
        }
        var expected = record.TryGetProperty("expected", out var value) ? value.GetRawText() : record.GetProperty("doc").GetRawText();
        var result = Encoding.UTF8.GetString(JsonPatcher.Apply(format, document, patch));
        Assert.True(JsonTree.AreEqual(expected, result), $"{story} gave {result}");
    }

    private static byte[] Bytes(JsonElement record, string name) => Encoding.UTF8.GetBytes(record.GetProperty(name).GetRawText());
}
