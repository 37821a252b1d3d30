using Dendrite.Testing;

namespace Dendrite.Diff;

/// <summary>apply(compose(p, q), a) = apply(q, apply(p, a)); apply(invert(p), apply(p, a)) = a.</summary>
public sealed class PatchAlgebraTests
{
    [Theory]
    [InlineData(DiffFormat.Patch)]
    [InlineData(DiffFormat.List)]
    [InlineData(DiffFormat.Snapshot)]
    public void Compose_SeveralSteps_LeadToTheLastDocument(DiffFormat format) => Property.Check(400, random =>
    {
        var generator = new JsonGenerator(random);
        var first = generator.Document(random.Next(40));
        var last = first;
        byte[]? composed = null;
        for (var steps = random.Next(2, 5); steps > 0; steps--)
        {
            var next = generator.Near(last);
            var change = Steps.Bytes(Steps.Diff(last, next, format));
            composed = composed is null ? change : JsonPatcher.Compose(format, composed, change);
            last = next;
        }
        var applied = Steps.Apply(first, Steps.Text(composed), format);
        Assert.True(JsonTree.AreEqual(last, applied), $"{first} with {Steps.Text(composed)} gives {applied}, not {last}");
    });

    [Fact]
    public void Compose_MergePatches_LeadToTheLastDocumentOrAreRefused() => Property.Check(600, random =>
    {
        var generator = new JsonGenerator(random);
        var (first, p, q) = (generator.Document(20), generator.Document(20), generator.Document(20));
        byte[] composed;
        try
        {
            composed = JsonPatcher.Compose(DiffFormat.Merge, Steps.Bytes(p), Steps.Bytes(q));
        }
        catch (PatchException)
        {
            return;
        }
        var expected = Steps.Apply(Steps.Apply(first, p, DiffFormat.Merge), q, DiffFormat.Merge);
        var applied = Steps.Apply(first, Steps.Text(composed), DiffFormat.Merge);
        Assert.True(JsonTree.AreEqual(expected, applied), $"{first}, {p}, {q}: {Steps.Text(composed)} gives {applied}, not {expected}");
    });

    [Fact]
    public void Compose_RepeatedReplacements_KeepsTheLast()
    {
        var composed = JsonPatcher.Compose(
            DiffFormat.Patch,
            Steps.Bytes("""[{"op":"replace","path":"/a/0/price","value":1},{"op":"add","path":"/b","value":1},{"op":"replace","path":"/c","value":1}]"""),
            Steps.Bytes("""[{"op":"replace","path":"/a/0/price","value":2},{"op":"replace","path":"/b","value":2}]"""));
        Assert.Equal("""[{"op":"add","path":"/b","value":2},{"op":"replace","path":"/c","value":1},{"op":"replace","path":"/a/0/price","value":2}]""", Steps.Text(composed));
    }

    [Fact]
    public void Compose_ReplacementBeforeAShift_IsKept()
    {
        var composed = JsonPatcher.Compose(
            DiffFormat.Patch,
            Steps.Bytes("""[{"op":"replace","path":"/a/0","value":1},{"op":"add","path":"/a/0","value":9}]"""),
            Steps.Bytes("""[{"op":"replace","path":"/a/0","value":2}]"""));
        Assert.Equal("""{"a":[2,1]}""", Steps.Apply("""{"a":[0]}""", Steps.Text(composed)));
    }

    [Fact]
    public void Compose_ListRefresh_DropsWhatCameBefore()
    {
        var composed = JsonPatcher.Compose(
            DiffFormat.List,
            Steps.Bytes("""[{"event":"remove","index":0,"data":{"id":1}}]"""),
            Steps.Bytes("""[{"event":"refresh","data":[]},{"event":"insert","index":0,"data":{"id":2}}]"""));
        Assert.Equal("""[{"event":"refresh","data":[]},{"event":"insert","index":0,"data":{"id":2}}]""", Steps.Text(composed));
    }

    [Fact]
    public void Compose_MergeOntoAReplacedValue_IsRefused() =>
        Assert.Throws<PatchException>(() => JsonPatcher.Compose(DiffFormat.Merge, Steps.Bytes("""{"a":1}"""), Steps.Bytes("""{"a":{"b":1}}""")));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Invert_InvertiblePatch_LeadsBackAndForthAgain(bool copies) => Property.Check(600, random =>
    {
        var options = new DiffOptions { Invertible = true, Copies = copies };
        var generator = new JsonGenerator(random);
        var old = generator.Document(random.Next(50));
        Shrinker.Check(old, generator.Near(old), (before, after) =>
        {
            var patch = Steps.Diff(before, after, DiffFormat.Patch, options);
            if (copies && patch.Contains("\"copy\"", StringComparison.Ordinal) && patch.Contains("\"test\"", StringComparison.Ordinal)) return;
            var inverse = Steps.Text(JsonPatcher.Invert(Steps.Bytes(patch)));
            var back = Steps.Apply(after, inverse);
            Assert.True(JsonTree.AreEqual(before, back), $"{patch} inverted to {inverse} gives {back}");
            if (copies) return;
            var forth = Steps.Apply(back, Steps.Text(JsonPatcher.Invert(Steps.Bytes(inverse))));
            Assert.True(JsonTree.AreEqual(after, forth), $"{inverse} inverted again gives {forth}");
        });
    });

    [Theory]
    [InlineData("""[{"op":"remove","path":"/a"}]""")]
    [InlineData("""[{"op":"replace","path":"/a","value":1}]""")]
    [InlineData("""[{"op":"test","path":"/b","value":1},{"op":"remove","path":"/a"}]""")]
    public void Invert_PatchThatHidesTheOldState_IsRefused(string patch)
    {
        var thrown = Assert.Throws<PatchException>(() => JsonPatcher.Invert(Steps.Bytes(patch)));
        Assert.True(thrown.Index >= 0);
        Assert.NotNull(thrown.Pointer);
    }
}
