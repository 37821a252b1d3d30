namespace Dendrite.Resources;

/// <summary>RFC 9110, section 5.6.7.</summary>
public sealed class HttpDateTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT")]
    [InlineData("Sun Nov  6 08:49:37 1994")]
    [InlineData("sun, 6 nov 1994 08:49:37 gmt")]
    [InlineData("Mon, 06 Nov 1994 08:49:37 GMT")]
    [InlineData(" Sun, 06 Nov 1994 08:49:37 GMT ")]
    public void Rfc9110_5_6_7_Parse_EachForm_IsTheSameDate(string text) =>
        Assert.Equal(new DateTimeOffset(1994, 11, 6, 8, 49, 37, TimeSpan.Zero), HttpDate.Parse(text, Now));

    [Theory]
    [InlineData("Tuesday, 01-Jan-80 00:00:00 GMT", 2080)]
    [InlineData("Tuesday, 01-Jan-81 00:00:00 GMT", 1981)]
    [InlineData("Tuesday, 01-Jan-30 00:00:00 GMT", 2030)]
    public void Rfc9110_5_6_7_Parse_TwoDigitYear_IsAtMostFiftyYearsAhead(string text, int year) => Assert.Equal(year, HttpDate.Parse(text, Now)?.Year);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("not a date")]
    [InlineData("Sun, 32 Nov 1994 08:49:37 GMT")]
    [InlineData("Monday, 29-Feb-00 00:00:00")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 +0100")]
    public void Rfc9110_5_6_7_Parse_WhatIsNoDate_IsNone(string? text) => Assert.Null(HttpDate.Parse(text, Now));
}
