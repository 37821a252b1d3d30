using System.Globalization;

namespace Dendrite.Diff;

public sealed class JsonDifferTests
{
    [Fact]
    public void Advance_PollLoop_KeepsTheIndexOfTheLastAnswer()
    {
        var differ = new JsonDiffer();
        var current = Steps.Index("""{"n":0}""");
        for (var i = 1; i < 20; i++)
        {
            var result = differ.Advance(ref current, Steps.Bytes($$"""{"n":{{i}}}"""), DiffFormat.Patch);
            Assert.Equal($$"""[{"op":"replace","path":"/n","value":{{i}}}]""", Steps.Text(result.Utf8));
        }
        Assert.Equal("""{"n":19}""", Steps.Text(current.Utf8));
    }

    [Fact]
    public void Advance_SameBytesOrBrokenAnswer_LeavesTheIndex()
    {
        var differ = new JsonDiffer();
        var first = Steps.Index("""{"n":0}""");
        var current = first;
        Assert.True(differ.Advance(ref current, Steps.Bytes("""{"n":0}"""), DiffFormat.Patch).IsEmpty);
        Assert.Throws<JsonFormatException>(() => differ.Advance(ref current, Steps.Bytes("""{"n":"""), DiffFormat.Patch));
        Assert.Same(first, current);
        Assert.False(differ.Advance(ref current, Steps.Bytes("""{"n":1}"""), DiffFormat.Patch).IsEmpty);
    }

    /// <summary>The best of several runs counts: the pool may have been emptied, or this thread may be new to it.</summary>
    [Fact]
    public void Advance_LargeDocument_AllocatesForTheChangeOnly()
    {
        var differ = new JsonDiffer();
        byte[][] answers = [.. Enumerable.Range(0, 20).Select(i => Steps.Bytes(Large(i)))];
        var current = JsonIndex.Parse(answers[0]);
        var least = long.MaxValue;
        foreach (var answer in answers)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            differ.Advance(ref current, answer, DiffFormat.Patch);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.True(answers[0].Length > 1_000_000);
        Assert.InRange(least, 0, 4096);

        static string Large(int version) => $$"""{"items":[{{string.Join(',', Enumerable.Range(0, 20_000).Select(i => $$"""{"id":{{i}},"name":"item number {{i}}","version":{{(i == 7000 ? version : 0)}}}"""))}}]}""";
    }

    [Fact]
    public void Differ_UsedByManyThreads_GivesTheSame()
    {
        var differ = new JsonDiffer();
        var old = Steps.Index(Items(0));
        var next = Steps.Index(Items(7));
        var expected = Steps.Text(differ.Compute(old, next, DiffFormat.Patch).Utf8);
        var hash = next.Hash;
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            Assert.Equal(expected, Steps.Text(differ.Compute(old, next, DiffFormat.Patch).Utf8));
            Assert.Equal(hash, Steps.Index(Items(7)).Hash);
        });

        static string Items(int seed) => $"[{string.Join(',', Enumerable.Range(0, 200).Select(i => $$"""{"id":{{(i * 31 + seed) % 211}},"v":{{(i + seed).ToString(CultureInfo.InvariantCulture)}}}"""))}]";
    }

    [Fact]
    public void Merge_OfANull_BecomesASnapshot()
    {
        var result = new JsonDiffer().Compute(Steps.Index("""{"a":1}"""), Steps.Index("""{ "a": null }"""), DiffFormat.Merge);
        Assert.Equal((DiffFormat.Snapshot, """{"a":null}"""), (result.Format, Steps.Text(result.Utf8)));
    }

    [Fact]
    public void Snapshot_WithoutWhiteSpace_IsTheDocumentItself()
    {
        var next = Steps.Index("""{"a":1}""");
        Assert.True(new JsonDiffer().Compute(Steps.Index("1"), next, DiffFormat.Snapshot).Utf8.Equals(next.Utf8));
    }

    [Theory]
    [InlineData("[1,2,3]", "[1,3]", """[{"op":"remove","path":"/1"}]""")]
    [InlineData("[1,2,3]", "[1,9,2,3]", """[{"op":"add","path":"/1","value":9}]""")]
    [InlineData("[1,2,3]", "[1,9,3]", """[{"op":"replace","path":"/1","value":9}]""")]
    [InlineData("""["first","second","third","fourth"]""", """["fourth","first","second","third"]""", """[{"op":"move","from":"/3","path":"/0"}]""")]
    [InlineData("""{"a/b":{"m~n":1},"long enough":true}""", """{"a/b":{"m~n":2},"long enough":true}""", """[{"op":"replace","path":"/a~1b/m~0n","value":2}]""")]
    [InlineData("""{"":{"":1},"long enough":true}""", """{"":{"":2},"long enough":true}""", """[{"op":"replace","path":"//","value":2}]""")]
    [InlineData("""{"a\"b":1,"long enough":"to stay"}""", """{"a\"b":2,"long enough":"to stay"}""", """[{"op":"replace","path":"/a\"b","value":2}]""")]
    [InlineData("""{"a":1,"b":2,"c":3,"d":4}""", """{"a":9,"b":8,"c":7,"d":6}""", """[{"op":"replace","path":"","value":{"a":9,"b":8,"c":7,"d":6}}]""")]
    public void Patch_SmallChange_TakesOneOperation(string old, string next, string patch) => Assert.Equal(patch, Steps.Diff(old, next));

    /// <summary>The identity is in an object inside the items, as in lists of Kubernetes; one is edited next to one that goes.</summary>
    [Fact]
    public void Patch_NestedIdentity_IsFound() =>
        Assert.Equal(
            """[{"op":"remove","path":"/0"},{"op":"replace","path":"/0/status/phase","value":"Failed"}]""",
            Steps.Diff(
                """[{"metadata":{"uid":"a1"},"status":{"phase":"Running"}},{"metadata":{"uid":"b2"},"status":{"phase":"Running"}},{"metadata":{"uid":"c3"},"status":{"phase":"Running"}}]""",
                """[{"metadata":{"uid":"b2"},"status":{"phase":"Failed"}},{"metadata":{"uid":"c3"},"status":{"phase":"Running"}}]"""));

    [Fact]
    public void Keys_GivenAsAPointer_IdentifyInLists() =>
        Assert.Equal(
            """[{"event":"remove","index":0,"data":{"metadata":{"uid":"a1"}}}]""",
            Steps.Diff("""[{"metadata":{"uid":"a1"}},{"metadata":{"uid":"b2"}}]""", """[{"metadata":{"uid":"b2"}}]""", DiffFormat.List, new DiffOptions { Keys = ["/metadata/uid"] }));
}
