using static Dendrite.Resources.ScriptedResponse;

namespace Dendrite.Resources;

/// <summary>RFC 9110, sections 8.8 and 13.1: which validator is sent back.</summary>
public sealed class EntityTagTests
{
    [Theory]
    [InlineData("\"a\"")]
    [InlineData("\"\"")]
    [InlineData("W/\"x1-gzip\"")]
    [InlineData("W/\"a,b\"")]
    [InlineData("abc")]
    [InlineData("W/abc")]
    public void Rfc9110_8_8_3_Tag_ValidOrBare_IsKeptByteForByte(string tag) => Assert.Equal(new Validators(tag, null), Of($"ETag: {tag}"));

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("W/")]
    [InlineData("W/*")]
    [InlineData("\"a")]
    [InlineData("a\"")]
    [InlineData("\"a\", \"b\"")]
    [InlineData("a,b")]
    [InlineData("a b")]
    [InlineData("\"a b\"")]
    [InlineData("\"ä\"")]
    [InlineData("\"\u0007\"")]
    [InlineData("w/\"a\"")]
    public void Rfc9110_8_8_3_Tag_ThatIsNone_IsNotSentBack(string tag) => Assert.Equal(Validators.None, Of($"ETag: {tag}"));

    [Fact]
    public void Rfc9110_8_8_3_Tag_TooLongForAnyRequest_IsNotSentBack() => Assert.Equal(Validators.None, Of($"ETag: \"{new string('a', 30_000)}\""));

    [Fact]
    public void Rfc9110_8_8_3_Tags_TwoDifferent_ProveNothing()
    {
        Assert.Equal(Validators.None, Of("ETag: \"a\"|ETag: \"b\""));
        Assert.Equal("\"a\"", Of("ETag: \"a\"|ETag: \"a\"").ETag);
    }

    /// <summary>Where a tag exists a date is not sent, for a date that went back would win with some backends.</summary>
    [Fact]
    public void Rfc9110_13_1_3_Of_TagAndDate_TheTagAlone() =>
        Assert.Equal(new Validators("\"a\"", null), Of("ETag: \"a\"|Last-Modified: Mon, 31 Dec 2029 00:00:00 GMT"));

    [Theory]
    [InlineData("ETag: |Last-Modified: Mon, 31 Dec 2029 00:00:00 GMT", true)]
    [InlineData("ETag: \"ä\"|Last-Modified: Mon, 31 Dec 2029 00:00:00 GMT", true)]
    [InlineData("Last-Modified: not a date", false)]
    [InlineData("Last-Modified: 0", false)]
    [InlineData("Last-Modified: ", false)]
    public void Rfc9110_13_1_3_Of_NoValidTag_TheDateWhereItIsOne(string lines, bool isDated) =>
        Assert.Equal(new Validators(null, isDated ? new DateTimeOffset(2029, 12, 31, 0, 0, 0, TimeSpan.Zero) : null), Of(lines));

    [Theory]
    [InlineData(-3600, false)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(86400, true)]
    public void Rfc9110_8_8_2_2_Of_DocumentYoungerThanTwoSeconds_ProvesNothingYet(int age, bool proves)
    {
        // A day away from our clock: the backend's counts.
        var sent = Received.AddDays(1);
        var dates = $"Date: {sent:R}|Last-Modified: {sent.AddSeconds(-age):R}";
        Assert.Equal(proves, Of(dates).IsUsable);
        Assert.Equal(proves, Of("ETag: \"a\"|" + dates).IsUsable);
    }

    [Fact]
    public void Rfc9110_8_8_2_2_Of_NoDate_OurClockCounts()
    {
        Assert.False(Of($"Last-Modified: {Received.AddSeconds(-1):R}").IsUsable);
        Assert.True(Of($"Last-Modified: {Received.AddSeconds(-9):R}").IsUsable);
    }

    private static Validators Of(string lines) => EntityTag.Of(ScriptedResponse.Of(lines), Received);
}
