namespace Dendrite.Diff;

public sealed class JsonIndexTests
{
    [Theory]
    [InlineData("", 0, "too early")]
    [InlineData(" ", 1, "too early")]
    [InlineData("\uFEFF{}", 0, "byte-order mark")]
    [InlineData("[1,]", 3, "trailing comma")]
    [InlineData("[1,", 3, "too early")]
    [InlineData("[1 2]", 3, "comma or a closing bracket")]
    [InlineData("""{"a":1,}""", 7, "trailing comma")]
    [InlineData("""{"a":1 "b"}""", 7, "comma or a closing brace")]
    [InlineData("""{"a" 1}""", 5, "colon")]
    [InlineData("{a:1}", 1, "member name")]
    [InlineData("""{"a":1,"b":2,"a":3}""", 13, "twice")]
    [InlineData("""{"a":1,"\u0061":3}""", 7, "twice")]
    [InlineData("""{"1":1,"2":1,"3":1,"4":1,"5":1,"6":1,"7":1,"8":1,"9":1,"1":1}""", 55, "twice")]
    [InlineData("\"\\x\"", 1, "escape")]
    [InlineData("\"\\u12g4\"", 5, "hexadecimal")]
    [InlineData("\"a\nb\"", 2, "control character")]
    [InlineData("\"abc", 4, "does not end")]
    [InlineData("\"abc\\", 5, "does not end")]
    [InlineData("01", 0, "zero")]
    [InlineData("1.", 2, "too early")]
    [InlineData("1.x", 2, "decimal point")]
    [InlineData("-", 1, "too early")]
    [InlineData("+1", 0, "value is expected")]
    [InlineData("1e+", 3, "too early")]
    [InlineData("tru", 0, "value is expected")]
    [InlineData("nul", 0, "value is expected")]
    [InlineData("NaN", 0, "value is expected")]
    [InlineData("{} {}", 3, "Only one value")]
    [InlineData("[1]]", 3, "Only one value")]
    [InlineData("[/*c*/1]", 1, "value is expected")]
    public void Parse_Fault_HasPositionAndReason(string text, long offset, string reason)
    {
        var thrown = Assert.Throws<JsonFormatException>(() => Steps.Index(text));
        Assert.Equal(offset, thrown.Offset);
        Assert.Contains(reason, thrown.Reason, StringComparison.Ordinal);
        Assert.Contains($"at byte {offset}", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_BrokenUtf8_NamesTheByte()
    {
        byte[] text = [(byte)'"', (byte)'a', 0xC3, (byte)'"'];
        Assert.Equal(2, Assert.Throws<JsonFormatException>(() => JsonIndex.Parse(text)).Offset);
    }

    [Theory]
    [InlineData(512, null)]
    [InlineData(3, 3)]
    public void Parse_DepthAtTheLimit_IsTakenAndOneMoreIsNot(int depth, int? limit)
    {
        var limits = limit is { } max ? new JsonLimits { MaxDepth = max } : null;
        JsonIndex.Parse(Steps.Bytes(Nested(depth)), limits);
        var thrown = Assert.Throws<JsonFormatException>(() => JsonIndex.Parse(Steps.Bytes(Nested(depth + 1)), limits));
        Assert.Equal(depth, thrown.Offset);
    }

    [Fact]
    public void Parse_DeepestAllowed_CanBeComparedAndApplied()
    {
        var limits = new JsonLimits { MaxDepth = JsonLimits.DeepestAllowed };
        var old = JsonIndex.Parse(Steps.Bytes(Nested(1023, "1")), limits);
        var next = JsonIndex.Parse(Steps.Bytes(Nested(1023, "2")), limits);
        foreach (var format in Enum.GetValues<DiffFormat>())
        {
            var result = new JsonDiffer(new DiffOptions { Ignore = ["/x"], Copies = true }).Compute(old, next, format);
            var applied = JsonPatcher.Apply(result.Format, old.Utf8, result.Utf8, new PatchLimits { MaxDepth = 1024 });
            Assert.Equal(Steps.Text(next.Utf8), Steps.Text(applied));
        }
        Assert.NotEqual(old.Hash, next.Hash);
    }

    [Fact]
    public void Parse_AboveTheLength_IsRefused() =>
        Assert.Throws<JsonFormatException>(() => JsonIndex.Parse(Steps.Bytes("[1,2]"), new JsonLimits { MaxBytes = 4 }));

    [Theory]
    [InlineData(0)]
    [InlineData(1025)]
    public void Limits_OutOfRange_AreRefused(int depth) => Assert.Throws<ArgumentOutOfRangeException>(() => new JsonLimits { MaxDepth = depth });

    private static string Nested(int depth, string inside = "") => new string('[', depth) + inside + new string(']', depth);
}
