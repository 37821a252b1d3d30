using Dendrite.Testing;

namespace Dendrite.Diff;

/// <summary>Broken bytes lead to the documented exceptions and to nothing else.</summary>
public sealed class DiffFuzzTests
{
    private static readonly byte[] Marks = [.. "{}[]\",:\\u0-1eE.tfn /~\0\u007f"u8, 0x80, 0xC3, 0xFF];

    [Fact]
    public void Bytes_Mutated_GiveOnlyDocumentedExceptions() => Property.Check(2500, random =>
    {
        var generator = new JsonGenerator(random);
        var old = generator.Document(random.Next(30));
        var next = generator.Near(old);
        var format = Enum.GetValues<DiffFormat>()[random.Next(5)];
        var change = Steps.Bytes(Steps.Diff(old, next, format));
        var brokenDocument = Mutate(random, Steps.Bytes(old));
        var brokenChange = Mutate(random, change);
        try
        {
            var index = JsonIndex.Parse(brokenDocument);
            Assert.Equal(32, index.Hash.ToString().Length);
            var result = new JsonDiffer(new DiffOptions { Copies = true, Invertible = true }).Compute(index, Steps.Index(next), format);
            JsonPatcher.Apply(result.Format, brokenDocument, result.Utf8);
        }
        catch (JsonFormatException e)
        {
            Assert.InRange(e.Offset, 0, brokenDocument.Length);
        }
        var form = format == DiffFormat.Auto ? DiffFormat.Patch : format;
        Try(() => JsonPatcher.Apply(form, Steps.Bytes(old), brokenChange));
        Try(() => JsonPatcher.Compose(form, brokenChange, change));
        Try(() => JsonPatcher.Invert(brokenChange));
        Try(() => ListEvents.Read(brokenChange));
    });

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is JsonFormatException or PatchException)
        {
        }
    }

    private static byte[] Mutate(Random random, byte[] bytes)
    {
        var mutated = bytes.ToList();
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(mutated.Count + 1);
            switch (random.Next(5))
            {
                case 0 when at < mutated.Count:
                    mutated.RemoveAt(at);
                    break;
                case 1 when at < mutated.Count:
                    mutated[at] = Marks[random.Next(Marks.Length)];
                    break;
                case 2 when at < mutated.Count:
                    mutated[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 3:
                    mutated.RemoveRange(at, Math.Min(random.Next(8), mutated.Count - at));
                    break;
                default:
                    mutated.Insert(at, Marks[random.Next(Marks.Length)]);
                    break;
            }
        }
        return [.. mutated];
    }
}
