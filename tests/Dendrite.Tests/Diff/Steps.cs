using System.Text;

namespace Dendrite.Diff;

/// <summary>Short words for tests: differences, their application and indexes over strings.</summary>
internal static class Steps
{
    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);

    public static JsonIndex Index(string text) => JsonIndex.Parse(Bytes(text));

    public static string Diff(string old, string next, DiffFormat format = DiffFormat.Patch, DiffOptions? options = null) =>
        Text(new JsonDiffer(options).Compute(Index(old), Index(next), format).Utf8);

    public static string Apply(string document, string change, DiffFormat format = DiffFormat.Patch, PatchLimits? limits = null) =>
        Text(JsonPatcher.Apply(format, Bytes(document), Bytes(change), limits));

    /// <summary>The difference applies, leads to the new document by meaning and by hash, and is empty where nothing changed.</summary>
    public static void AssertStep(string old, string next, DiffFormat format, DiffOptions? options = null)
    {
        var (before, after) = (Index(old), Index(next));
        var result = new JsonDiffer(options).Compute(before, after, format);
        var story = $"{old} to {next} as {result.Format}: {Text(result.Utf8)}";
        Assert.True(JsonTree.AreEqual(old, next) == result.IsEmpty, story);
        string applied;
        try
        {
            applied = Text(JsonPatcher.Apply(result.Format, before.Utf8, result.Utf8));
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{story}: {e.Message}", e);
        }
        Assert.True(JsonTree.AreEqual(next, applied), $"{story} gives {applied}");
        Assert.True(Index(applied).Hash == after.Hash, $"{story}: the hashes differ");
    }
}
