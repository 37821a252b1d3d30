using System.Text;

namespace Dendrite.Diff;

/// <summary>RFC 8259, where it leaves room: marks, members that stand twice, halves of surrogate pairs, numbers that are none.</summary>
public sealed class LenientJsonTests
{
    private static readonly LenientJsonOptions All = new() { NonFiniteAsNull = true };

    [Theory]
    [InlineData("""{"a":1,"a":2}""", """{"a":2}""", "/a")]
    [InlineData("""{"a":1,"b":0,"a":2}""", """{"b":0,"a":2}""", "/a")]
    [InlineData("""{"a":1,"\u0061":2}""", """{"\u0061":2}""", "/a")]
    [InlineData("""{"a":1,"a":2,"a":3}""", """{"a":3}""", "/a,/a")]
    [InlineData("""{ "a" : {"x":1,"x":2} , "a" : 3 }""", """{ "a" : 3 }""", "/a/x,/a")]
    [InlineData("""[{"a":1},{"a":[1,{"b":1,"b":2}]}]""", """[{"a":1},{"a":[1,{"b":2}]}]""", "/1/a/1/b")]
    [InlineData("""{"a/b":1,"m~n":1,"a/b":2,"m~n":2}""", """{"a/b":2,"m~n":2}""", "/a~1b,/m~0n")]
    [InlineData("""{"":1,"":2}""", """{"":2}""", "/")]
    [InlineData("""{"\ud83d":1,"\ud83d":2}""", """{"\ud83d":2}""", "/\uFFFD")]
    [InlineData("\uFEFF{\"a\":1,\"a\":2}", """{"a":2}""", "/a")]
    public void Rfc8259_4_MemberTwice_LastCounts_AndThePlaceIsTold(string text, string mended, string places)
    {
        var read = Parse(text);
        Assert.Equal(mended, Encoding.UTF8.GetString(read.Index.Utf8.Span));
        Assert.Equal(places, string.Join(',', read.Duplicates));
    }

    [Theory]
    [InlineData("NaN", "null", "")]
    [InlineData("[-Infinity, nan ,+inf]", "[null, null ,null]", "/0,/1,/2")]
    [InlineData("""{"a":{"b":Infinity},"c":"NaN"}""", """{"a":{"b":null},"c":"NaN"}""", "/a/b")]
    [InlineData("""{"a":NaN,"a":NaN}""", """{"a":null}""", "/a,/a")]
    public void Rfc8259_6_NonFinite_AsNull(string text, string mended, string places)
    {
        var read = Parse(text);
        Assert.Equal(mended, Encoding.UTF8.GetString(read.Index.Utf8.Span));
        Assert.Equal(places, string.Join(',', read.Replaced));
    }

    [Theory]
    [InlineData("""{"a":{"b":[1,NaN]}}""", "/a/b/1")]
    [InlineData("""{"a":1,"b":tru}""", "/b")]
    [InlineData("""[1,2 3]""", "/1")]
    [InlineData("""{"a":{"b":1""", "/a/b")]
    [InlineData("""{"a":NaN,"b":[0,undefined]}""", "/a")]
    public void Fault_NamesThePlace(string text, string place)
    {
        var fault = Assert.Throws<JsonFormatException>(() => LenientJson.Parse(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(place, fault.Pointer);
        Assert.Contains(place, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""[{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"a":1}]""")]
    public void Rfc8259_4_MemberTwice_Strict_IsRefused(string text) =>
        Assert.Contains("twice", Assert.Throws<JsonFormatException>(() => LenientJson.Parse(Encoding.UTF8.GetBytes(text), new() { LastMemberWins = false })).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    [InlineData("\"abc")]
    [InlineData("]")]
    [InlineData("{,,}")]
    [InlineData("")]
    public void OtherFaults_AreFaultsStill(string text) => Assert.Throws<JsonFormatException>(() => Parse(text));

    [Fact]
    public void DeepText_IsRefusedAsEver() => Assert.Throws<JsonFormatException>(() => Parse(new string('[', 100_000) + "NaN"));

    [Theory]
    [InlineData(@"""\ud83d""")]
    [InlineData(@"""x\udc00y""")]
    [InlineData(@"""\ud83d\ud83d\ude00""")]
    [InlineData(@"{""\ud83d"":[""\ude00"",""\uDBFF""]}")]
    [InlineData(@"[""\ud83dA"",""\ud83d\n"",""퟿\ud800""]")]
    public void Rfc8259_8_2_HalfAPair_IsComparedHashedDiffedAndPatchedAsItIsWritten(string text)
    {
        var whole = Steps.Index(@"{""v"":" + text + "}");
        var other = Steps.Index(@"{""v"":" + text.Replace(@"\ud8", @"\ud9", StringComparison.Ordinal).Replace(@"\udc", @"\udd", StringComparison.Ordinal) + @",""w"":1}");
        var differ = new JsonDiffer(new DiffOptions());
        Assert.NotEqual(whole.Hash, other.Hash);
        Assert.Equal(whole.Hash, Steps.Index(@"{ ""v"" : " + text.Replace(@"\ud", @"\uD", StringComparison.Ordinal) + " }").Hash);
        Assert.True(differ.Compute(whole, Steps.Index(@"{ ""v"" : " + text + "}"), DiffFormat.Patch).IsEmpty);
        foreach (var format in new[] { DiffFormat.Patch, DiffFormat.Merge, DiffFormat.Snapshot })
        {
            var change = differ.Compute(whole, other, format);
            Assert.False(change.IsEmpty);
            var patched = JsonPatcher.Apply(change.Format, whole.Utf8, change.Utf8);
            Assert.Equal(other.Hash, JsonIndex.Parse(patched).Hash);
            var back = differ.Compute(other, whole, format);
            Assert.Equal(whole.Hash, JsonIndex.Parse(JsonPatcher.Apply(back.Format, other.Utf8, back.Utf8)).Hash);
        }
    }

    [Fact]
    public void Rfc8259_8_2_HalfAPair_IsNotItsReplacementCharacter()
    {
        Assert.NotEqual(Steps.Index(@"""\ud83d""").Hash, Steps.Index("\"\uFFFD\"").Hash);
        Assert.NotEqual(Steps.Index(@"""\ud83d""").Hash, Steps.Index(@"""\ud83e""").Hash);
        Assert.Equal(Steps.Index(@"""\ud83d\ude00""").Hash, Steps.Index("\"😀\"").Hash);
    }

    private static LenientDocument Parse(string text) => LenientJson.Parse(Encoding.UTF8.GetBytes(text), All);
}
