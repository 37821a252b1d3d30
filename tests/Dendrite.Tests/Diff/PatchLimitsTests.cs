using System.Text;

namespace Dendrite.Diff;

public sealed class PatchLimitsTests
{
    [Fact]
    public void Defaults_AreThese()
    {
        var limits = new PatchLimits();
        Assert.Equal((100_000, 512, 256 << 20), (limits.MaxOperations, limits.MaxDepth, limits.MaxBytes));
        Assert.Equal((512, 1 << 30), (new JsonLimits().MaxDepth, new JsonLimits().MaxBytes));
    }

    [Fact]
    public void Operations_AboveTheLimit_AreRefusedByIndex()
    {
        var thrown = Assert.Throws<PatchException>(() =>
            Steps.Apply("{}", """[{"op":"add","path":"/a","value":1},{"op":"add","path":"/b","value":1}]""", limits: new PatchLimits { MaxOperations = 1 }));
        Assert.Equal(1, thrown.Index);
    }

    [Fact]
    public void Failure_OfAnOperation_NamesItsIndexAndPointer()
    {
        var thrown = Assert.Throws<PatchException>(() => Steps.Apply("""{"a":1}""", """[{"op":"test","path":"/a","value":1},{"op":"remove","path":"/b~1c"}]"""));
        Assert.Equal((1, "/b~1c"), (thrown.Index, thrown.Pointer));
        Assert.Equal("There is no member \"b/c\" (operation 1 at \"/b~1c\").", thrown.Message);
    }

    [Theory]
    [InlineData(DiffFormat.List, """[{"event":"remove","index":0},{"event":"insert","index":7,"data":1}]""")]
    [InlineData(DiffFormat.List, """[{"event":"remove","index":0},{"event":"vanish","index":0}]""")]
    [InlineData(DiffFormat.List, """[{"event":"remove","index":0},{"event":"update","index":-1,"data":1}]""")]
    [InlineData(DiffFormat.List, """[{"event":"remove","index":0},{"event":"insert","index":0}]""")]
    [InlineData(DiffFormat.List, """[{"event":"remove","index":0},{"event":"insert","path":"/x","index":0,"data":1}]""")]
    public void Failure_OfAnEvent_NamesItsIndex(DiffFormat format, string change) =>
        Assert.Equal(1, Assert.Throws<PatchException>(() => Steps.Apply("[1]", change, format)).Index);

    /// <summary>Copies that double the document: 3,000 of them would need more bytes than there are atoms.</summary>
    [Fact]
    public void Copies_ThatDouble_AreRefusedByTheSize()
    {
        var patch = "[" + string.Join(',', Enumerable.Range(0, 2000).Select(i => $$"""{"op":"copy","from":"/a","path":"/a/-"}""")) + "]";
        var thrown = Assert.Throws<PatchException>(() => Steps.Apply("""{"a":["0123456789"]}""", patch, limits: new PatchLimits { MaxDepth = 1024 }));
        Assert.Contains("bytes", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Copies_ThatNest_AreRefusedByTheDepth()
    {
        var patch = "[" + string.Join(',', Enumerable.Range(0, 2000).Select(i => """{"op":"move","from":"/a","path":"/b"},{"op":"add","path":"/a","value":{}},{"op":"move","from":"/b","path":"/a/b"}""")) + "]";
        var thrown = Assert.Throws<PatchException>(() => Steps.Apply("""{"a":{}}""", patch));
        Assert.Contains("deeper than 512", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Patch_Of100KilobytesOnALargeArray_TakesNoSeconds()
    {
        var document = "[" + string.Join(',', Enumerable.Range(0, 200_000)) + "]";
        var patch = new StringBuilder("[");
        for (var i = 0; patch.Length < 100_000; i++) patch.Append(i > 0 ? "," : "").Append("""{"op":"add","path":"/0","value":1}""");
        var start = Environment.TickCount64;
        Assert.NotEmpty(Steps.Apply(document, patch.Append(']').ToString()));
        Assert.InRange(Environment.TickCount64 - start, 0, 2000);
    }

    [Fact]
    public void Merge_AboveTheSize_IsRefused() =>
        Assert.Throws<PatchException>(() => Steps.Apply("{}", """{"a":"0123456789"}""", DiffFormat.Merge, new PatchLimits { MaxBytes = 10 }));

    [Fact]
    public void Document_AtTheDepthLimit_CanBeReplacedWhole()
    {
        var deep = new string('[', 512) + new string(']', 512);
        Assert.Equal(deep, Steps.Apply("1", Steps.Diff("1", deep)));
        Assert.Equal(deep, Steps.Apply("1", Steps.Diff("1", deep, DiffFormat.List), DiffFormat.List));
    }
}
