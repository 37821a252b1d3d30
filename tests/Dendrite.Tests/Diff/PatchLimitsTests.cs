using System.Globalization;
using System.Text;
using Dendrite.Testing;

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

    [Theory]
    [InlineData("""{"op":"add","path":"/list/0","value":1}""")]
    [InlineData("""{"op":"remove","path":"/list/0"}""")]
    [InlineData("""{"op":"add","path":"/list/0","value":1},{"op":"add","path":"/list/-","value":1}""")]
    [InlineData("""{"op":"move","from":"/list/199999","path":"/list/0"}""")]
    [InlineData("""{"op":"copy","from":"/object","path":"/copy"}""")]
    [InlineData("""{"op":"test","path":"/list/100000","value":100000}""")]
    [InlineData("""{"op":"remove","path":"/object/n#"}""")]
    [InlineData("""{"op":"move","from":"/object/n#","path":"/object/m#"}""")]
    public void Patch_Of100KilobytesOnALargeDocument_AllocatesInProportionToTheDocument(string operation)
    {
        var patch = new StringBuilder("[");
        for (var i = 0; patch.Length < 100_000; i++) patch.Append(i > 0 ? "," : "").Append(operation.Replace("#", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        var change = Steps.Bytes(patch.Append(']').ToString());
        var document = Large.Value;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        Assert.NotEmpty(JsonPatcher.Apply(DiffFormat.Patch, document, change));
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Assert.InRange(allocated, 0, 60L * (document.Length + change.Length));
    }

    private static readonly Lazy<byte[]> Large = new(() =>
    {
        var members = string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"n{i}\":{i}"));
        return Steps.Bytes("{\"list\":[" + string.Join(',', Enumerable.Range(0, 200_000)) + "],\"object\":{" + members + "}}");
    });

    /// <summary>The gap against a plain list.</summary>
    [Fact]
    public void Items_InsertedAndRemoved_KeepTheirOrder() => Property.Check(300, random =>
    {
        var node = Steps.Index("1");
        var items = new ItemSequence(random.Next(5));
        var model = new List<PatchNode>();
        for (var step = 0; step < 60; step++)
        {
            var at = random.Next(model.Count + 1);
            if (at < model.Count && random.Next(3) == 0)
            {
                items.RemoveAt(at);
                model.RemoveAt(at);
                continue;
            }
            var item = new PatchNode(node, 0);
            items.Insert(at, item);
            model.Insert(at, item);
        }
        Assert.Equal(model, items);
        Assert.Equal(model, items.Copy());
    });

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
