namespace Dendrite.Diff;

public sealed class DiffOptionsTests
{
    [Fact]
    public void Defaults_AreThese()
    {
        var options = new DiffOptions();
        Assert.Equal(["id", "href", "task_id", "canonical_name", "name", "key"], options.Keys);
        Assert.Equal(NumberComparison.AsWritten, options.Numbers);
        Assert.Empty(options.Ignore);
        Assert.Equal("", options.Root);
        Assert.False(options.Invertible);
        Assert.False(options.Copies);
    }

    [Theory]
    [InlineData("1", "1.0", false)]
    [InlineData("1", "10e-1", false)]
    [InlineData("0", "-0", false)]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567891", true)]
    [InlineData("1e400", "1E+400", false)]
    [InlineData("1e400", "1e401", true)]
    [InlineData("1e99999999999999999999", "10e99999999999999999998", false)]
    [InlineData("0.10", "0.1", false)]
    [InlineData("-1", "1", true)]
    public void Numbers_ByValue_AreExact(string old, string next, bool differ)
    {
        Assert.Equal(differ, Steps.Diff(old, next, options: new DiffOptions { Numbers = NumberComparison.ByValue }) != "[]");
        Assert.NotEqual("[]", Steps.Diff(old, next));
    }

    [Theory]
    [InlineData("""{"a":1,"b":[true]}""", """{ "b" : [true], "a":1 }""")]
    [InlineData("\"\\u0061\\/\"", "\"a/\"")]
    [InlineData("""{"\u0061":1}""", """{"a":1}""")]
    public void Writing_DoesNotCount(string old, string next) => Assert.Equal("[]", Steps.Diff(old, next));

    [Theory]
    [InlineData("""{"time":1,"a":1}""", """{"time":2,"a":1}""", "/time", "[]")]
    [InlineData("""{"time":1,"a":1}""", """{"a":1}""", "/time", "[]")]
    [InlineData("""{"a":1}""", """{"time":1,"a":2}""", "/time", """[{"op":"replace","path":"/a","value":2}]""")]
    [InlineData("""{"l":[{"id":1,"seen":1},{"id":2,"seen":1}]}""", """{"l":[{"id":2,"seen":5},{"id":1,"seen":4}]}""", "/l/*/seen", """[{"op":"move","from":"/l/1","path":"/l/0"}]""")]
    [InlineData("""{"l":[{"seen":1},{"x":[1],"seen":1}]}""", """{"l":[{"x":[1],"seen":5},{"seen":4}]}""", "/l/*/seen", """[{"op":"move","from":"/l/1","path":"/l/0"}]""")]
    [InlineData("""{"a":{"t":1},"b":{"t":1}}""", """{"a":{"t":2},"b":{"t":2}}""", "/*/t", "[]")]
    [InlineData("""[{"t":1},{"t":1}]""", """[{"t":2},{"t":2}]""", "/0/t", """[{"op":"replace","path":"/1/t","value":2}]""")]
    [InlineData("""{"a~b":1}""", """{"a~b":2}""", "/a~0b", "[]")]
    [InlineData("1", "2", "", "[]")]
    public void Ignore_NamedPlaces_DoNotCount(string old, string next, string ignore, string patch) =>
        Assert.Equal(patch, Steps.Diff(old, next, options: new DiffOptions { Ignore = [ignore] }));

    [Fact]
    public void Ignore_InEveryForm_GivesAnEmptyChange()
    {
        var options = new DiffOptions { Ignore = ["/meta/generated", "/meta/took"] };
        const string Old = """{"meta":{"generated":1,"title":"t"},"items":[{"id":1}]}""";
        const string New = """{"meta":{"took":5,"generated":2,"title":"t"},"items":[{"id":1}]}""";
        foreach (var format in Enum.GetValues<DiffFormat>())
            Assert.True(new JsonDiffer(options).Compute(Steps.Index(Old), Steps.Index(New), format).IsEmpty, format.ToString());
    }

    [Fact]
    public void Ignore_OutsideTheList_StillGivesListEvents() =>
        Assert.Equal(
            """[{"event":"insert","path":"/DATA","index":0,"data":{"id":1}}]""",
            Steps.Diff("""{"now":1,"DATA":[]}""", """{"now":2,"DATA":[{"id":1}]}""", DiffFormat.List, new DiffOptions { Ignore = ["/now"] }));

    [Theory]
    [InlineData(DiffFormat.Patch, """[{"op":"replace","path":"/data/0/a","value":2}]""")]
    [InlineData(DiffFormat.Snapshot, """{"time":2,"data":[{"id":1,"a":2}]}""")]
    [InlineData(DiffFormat.List, """[{"event":"update","path":"/data","index":0,"data":{"id":1,"a":2}}]""")]
    [InlineData(DiffFormat.Merge, """{"data":[{"id":1,"a":2}]}""")]
    public void Root_OnlyThatPart_IsCompared(DiffFormat format, string change) =>
        Assert.Equal(change, Steps.Diff("""{"time":1,"data":[{"id":1,"a":1}]}""", """{"time":2,"data":[{"id":1,"a":2}]}""", format, new DiffOptions { Root = "/data" }));

    [Fact]
    public void Root_BelowAnItem_KeepsItsPointer() =>
        Assert.Equal(
            """[{"op":"replace","path":"/1/a~1b/x","value":2}]""",
            Steps.Diff("""[0,{"a/b":{"x":1}}]""", """[9,{"a/b":{"x":2}}]""", options: new DiffOptions { Root = "/1/a~1b" }));

    [Fact]
    public void Root_MissingInOne_ComparesTheValueAround() =>
        Assert.Equal(
            """[{"op":"add","path":"/a/b","value":{"c":1}}]""",
            Steps.Diff("""{"a":{},"z":1}""", """{"a":{"b":{"c":1}},"z":2}""", options: new DiffOptions { Root = "/a/b/c" }));

    [Theory]
    [InlineData("a")]
    [InlineData("/~2")]
    public void Pointers_ThatAreNone_AreRefused(string pointer)
    {
        Assert.Throws<ArgumentException>(() => new JsonDiffer(new DiffOptions { Root = pointer }));
        Assert.Throws<ArgumentException>(() => new JsonDiffer(new DiffOptions { Ignore = [pointer] }));
    }

    [Fact]
    public void Invertible_Removal_NamesTheOldValueFirst() =>
        Assert.Equal(
            """[{"op":"test","path":"/a","value":1},{"op":"remove","path":"/a"}]""",
            Steps.Diff("""{"a":1,"b":[{"long":"enough"},2,3,4,5,6]}""", """{"b":[{"long":"enough"},2,3,4,5,6]}""", options: new DiffOptions { Invertible = true }));

    [Fact]
    public void Copies_OfAValueElsewhere_AreShorter() =>
        Assert.Equal(
            """[{"op":"copy","from":"/a","path":"/c"}]""",
            Steps.Diff("""{"a":{"some":"longer value"},"b":1}""", """{"a":{"some":"longer value"},"b":1,"c":{"some":"longer value"}}""", options: new DiffOptions { Copies = true }));
}
