using System.Text;
using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>What a body is, and its text as UTF-8.</summary>
public sealed class ContentKindTests
{
    private const string Text = """{"é":"Ж"}""";

    public static TheoryData<string, string?> Encodings => new()
    {
        { "utf-8", null }, { "utf-8", "utf-8" }, { "utf-8", "\"UTF-8\"" }, { "utf-8", "utf8" }, { "utf-16", "utf-16" }, { "utf-16BE", "utf-16be" }, { "utf-16", null }, { "utf-16BE", null },
        { "utf-32", "utf-32" }, { "utf-32BE", null }, { "utf-16", "utf-8" },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Rfc8259_8_1_ToUtf8_WithMarkAndWithout_IsTheText(string name, string? charset)
    {
        var encoding = Encoding.GetEncoding(name);
        foreach (var body in new[] { encoding.GetBytes(Text), [.. encoding.GetPreamble(), .. encoding.GetBytes(Text)] })
            Assert.Equal((Text, null), (Encoding.UTF8.GetString(ContentKind.ToUtf8(body, charset, out var fault)), fault));
    }

    [Theory]
    [InlineData("iso-8859-1", "é", new byte[] { 0xE9 })]
    [InlineData("windows-1252", "€", new byte[] { 0x80 })]
    [InlineData("windows-1251", "Ж", new byte[] { 0xC6 })]
    [InlineData("shift_jis", "あ", new byte[] { 0x82, 0xA0 })]
    [InlineData("us-ascii", "a", new byte[] { 0x61 })]
    public void Rfc9110_8_3_2_ToUtf8_OtherCharacterSets_AreTranscoded(string charset, string text, byte[] body) =>
        Assert.Equal((text, null), (Encoding.UTF8.GetString(ContentKind.ToUtf8(body, charset, out var fault)), fault));

    [Theory]
    [InlineData("klingon", "klingon")]
    [InlineData("utf-7", "utf-7")]
    public void Rfc9110_8_3_2_ToUtf8_UnknownCharacterSet_IsNamed(string charset, string named)
    {
        ContentKind.ToUtf8("[1]"u8.ToArray(), charset, out var fault);
        Assert.Contains($"character set '{named}'", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Rfc9110_8_3_2_ToUtf8_BytesThatAreNotOfTheSet_IsAFault()
    {
        ContentKind.ToUtf8([(byte)'"', 0xFF, (byte)'"'], "us-ascii", out var fault);
        Assert.Contains("us-ascii", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/html", "HTML")]
    [InlineData("application/xhtml+xml", "HTML")]
    [InlineData("application/xml", "XML")]
    [InlineData("application/atom+xml", "XML")]
    [InlineData("text/csv", "CSV")]
    [InlineData("application/x-ndjson", "JSON lines")]
    [InlineData("image/png", "an image")]
    [InlineData("application/x-unheard-of", null)]
    public void NameOf_MediaTypes_AreCalledWhatTheyAre(string type, string? name) => Assert.Equal(name, ContentKind.NameOf(type));

    [Theory]
    [InlineData("<!DOCTYPE html><p>", "HTML")]
    [InlineData("\n  <html>", "HTML")]
    [InlineData("<?xml version='1.0'?><a/>", "XML")]
    [InlineData("a,b,c\n1,2,3\n", "CSV")]
    [InlineData("a;b\r\n1;2", "CSV")]
    [InlineData("[1,2\n3,4", null)]
    [InlineData("hello\nworld", null)]
    public void Read_NoJson_SaysWhatItLooksLike(string body, string? kind)
    {
        var failed = Assert.IsType<PollOutcome.Failed>(Read(body));
        Assert.Equal(DendriteErrorCode.UpstreamInvalidJson, failed.Code);
        if (kind is not null) Assert.Contains($"looks like {kind}", failed.Reason, StringComparison.Ordinal);
        else Assert.DoesNotContain("looks like", failed.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t")]
    [InlineData("\uFEFF")]
    public void Read_Nothing_IsEmptyAndNotInvalid(string body) =>
        Assert.Equal(DendriteErrorCode.UpstreamEmpty, Assert.IsType<PollOutcome.Failed>(Read(body)).Code);

    [Fact]
    public void Rfc8259_4_Read_MemberTwice_LastCountsAndIsNoted_StrictRefuses()
    {
        var read = Assert.IsType<PollOutcome.Answered>(Read("""{"a":{"b":1,"b":2}}"""));
        Assert.Equal("""{"a":{"b":2}}""", Encoding.UTF8.GetString(read.Document));
        Assert.Contains("/a/b", Assert.Single(read.Notes), StringComparison.Ordinal);
        var refused = Assert.IsType<PollOutcome.Failed>(Read("""{"a":{"b":1,"b":2}}""", new() { DuplicateMembers = false }));
        Assert.Contains("/a/b", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Rfc8259_6_Read_NaN_IsRefusedWithItsPlace_LenientReadsNull()
    {
        Assert.Contains("/v/1", Assert.IsType<PollOutcome.Failed>(Read("""{"v":[1,NaN]}""")).Reason, StringComparison.Ordinal);
        var read = Assert.IsType<PollOutcome.Answered>(Read("""{"v":[1,NaN]}""", new() { NonFiniteNumbers = true }));
        Assert.Equal("""{"v":[1,null]}""", Encoding.UTF8.GetString(read.Document));
    }

    private static PollOutcome Read(string body, LenientDefinition? lenient = null) =>
        JsonAnswer.Read(new PollOutcome.Answered(Encoding.UTF8.GetBytes(body), Validators.None, TimeSpan.Zero), lenient ?? new());
}
