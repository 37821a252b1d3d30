namespace Dendrite.Resources;

/// <summary>RFC 9110, section 10.2.3, and how backends spell it.</summary>
public sealed class RetryAfterTests
{
    // 1,893,499,200 seconds since 1970.
    private static readonly DateTimeOffset Sent = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("120", 120)]
    [InlineData(" 7 ", 7)]
    [InlineData("2.5", 3)]
    [InlineData("0.1", 1)]
    [InlineData("30s", 30)]
    [InlineData("007", 7)]
    [InlineData("Tue, 01 Jan 2030 12:00:03 GMT", 3)]
    [InlineData("Tuesday, 01-Jan-30 12:00:03 GMT", 3)]
    [InlineData("Tue Jan  1 12:00:03 2030", 3)]
    [InlineData("2030-01-01T12:00:03Z", 3)]
    [InlineData("2030-01-01T13:00:03+01:00", 3)]
    [InlineData("1893499205", 5)]
    [InlineData("1893499205000", 5)]
    [InlineData("1893499205000000000", 5)]
    public void Rfc9110_10_2_3_Of_EverySpelling_IsTheWaitByTheBackendsClock(string value, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Of([value], Sent));

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("0.0")]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("5 minutes")]
    [InlineData("2,5")]
    [InlineData("1e3")]
    [InlineData(".5")]
    [InlineData("Tue, 01 Jan 2030 12:00:00 GMT")]
    [InlineData("Wed, 21 Oct 2015 07:28:00 GMT")]
    [InlineData("1893499199")]
    public void Rfc9110_10_2_3_Of_PastNegativeOrInvalid_IsNone(string value) => Assert.Null(RetryAfter.Of([value], Sent));

    [Theory]
    [InlineData("2147483648")]
    [InlineData("4294967296")]
    [InlineData("99999999999999999999")]
    [InlineData("9999999999999999999999999999999999999999999999")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    public void Rfc9110_10_2_3_Of_Huge_IsTheLongestAndNotIgnored(string value) => Assert.Equal(RetryAfter.Longest, RetryAfter.Of([value], Sent));

    [Fact]
    public void Rfc9110_10_2_3_Of_SeveralLines_IsTheLongestThatCanBeRead() => Assert.Equal(TimeSpan.FromSeconds(9), RetryAfter.Of(["3", "soon", "9"], Sent));

    /// <summary>A proxy joins lines that are no list.</summary>
    [Theory]
    [InlineData("120, 240", 240)]
    [InlineData("soon, 7", 7)]
    [InlineData("Tue, 01 Jan 2030 12:00:09 GMT, 5", 9)]
    public void Rfc9110_5_3_Of_LinesJoined_IsTheLongestThatCanBeRead(string value, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Of([value], Sent));

    [Fact]
    public void Rfc9110_10_2_3_Of_NoLine_IsNone() => Assert.Null(RetryAfter.Of([], Sent));
}
