using static Dendrite.Resources.ScriptedResponse;

namespace Dendrite.Resources;

/// <summary>RFC 9111, RFC 5861, and the caps.</summary>
public sealed class FreshnessTests
{
    private static readonly TimeSpan Cap = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData("", 0)]
    [InlineData("Cache-Control: max-age=60", 60)]
    [InlineData("cache-control: MAX-AGE=\"60\"", 60)]
    [InlineData("Cache-Control: private, max-age=60|Age: 20", 40)]
    [InlineData("Cache-Control: max-age=60|Age: 90", 0)]
    [InlineData("Cache-Control: max-age=60|Age: -5", 60)]
    [InlineData("Cache-Control: max-age=60|Age: x", 60)]
    [InlineData("Cache-Control: s-maxage=4, max-age=0", 4)]
    [InlineData("Cache-Control: max-age=60, s-maxage=0", 0)]
    [InlineData("Cache-Control: max-age=60|Cache-Control: s-maxage=7", 7)]
    [InlineData("Date: Tue, 01 Jan 2030 11:00:00 GMT|Expires: Tue, 01 Jan 2030 11:00:30 GMT", 30)]
    [InlineData("Date: Tue, 01 Jan 2030 11:00:00 GMT|Expires: Tue, 01 Jan 2030 11:00:30 GMT|Age: 10", 20)]
    [InlineData("Date: Tue, 01 Jan 2030 11:00:00 GMT|Expires: Tuesday, 01-Jan-30 11:00:30 GMT|Cache-Control: public", 30)]
    [InlineData("Expires: Tue, 01 Jan 2030 12:00:08 GMT", 8)]
    [InlineData("Cache-Control: max-age=9|Expires: Tue, 01 Jan 2030 12:01:00 GMT", 9)]
    [InlineData("Expires: 0", 0)]
    [InlineData("Expires: -1", 0)]
    [InlineData("Expires: Tue, 01 Jan 2030 11:00:00 GMT", 0)]
    public void Rfc9111_4_2_1_Lifetime_SMaxageThenMaxAgeThenExpires_LessAge(string lines, int seconds) => AssertFor(seconds, lines);

    [Theory]
    [InlineData("Cache-Control: max-age=60, max-age=5")]
    [InlineData("Cache-Control: max-age=5|Cache-Control: max-age=60")]
    public void Rfc9111_4_2_1_Lifetime_Twice_TheShorter(string lines) => AssertFor(5, lines);

    [Theory]
    [InlineData("Cache-Control: max-age=-1")]
    [InlineData("Cache-Control: max-age=2.5")]
    [InlineData("Cache-Control: max-age=soon")]
    [InlineData("Cache-Control: max-age")]
    [InlineData("Cache-Control: garbage, =, ,")]
    public void Rfc9111_4_2_1_Lifetime_Invalid_IsStale(string lines) => AssertFor(0, lines);

    [Theory]
    [InlineData("Cache-Control: no-cache, max-age=60")]
    [InlineData("Cache-Control: no-store, max-age=60")]
    [InlineData("Cache-Control: max-age=60|Vary: *")]
    [InlineData("Cache-Control: max-age=60|Vary: Accept, *")]
    public void Rfc9111_5_2_2_And_4_1_For_WhatMustBeCheckedEachTime_IsNone(string lines) => AssertFor(0, lines);

    [Theory]
    [InlineData("Cache-Control: no-cache=\"Set-Cookie\", max-age=60")]
    [InlineData("Cache-Control: private=\"x, no-store\", max-age=60")]
    [InlineData("Cache-Control: max-age=60|Vary: Accept, Authorization")]
    public void Rfc9111_5_2_2_4_For_FieldsOnly_KeepsTheFreshness(string lines) => AssertFor(60, lines);

    [Theory]
    [InlineData("Cache-Control: max-age=31536000", 31536000)]
    [InlineData("Cache-Control: max-age=99999999999999999999", int.MaxValue)]
    [InlineData("Cache-Control: s-maxage=2147483648", int.MaxValue)]
    public void Rfc9111_1_2_2_For_Large_IsCappedByTheSetting_AndWhatWasAskedIsKnown(string lines, int asked)
    {
        var freshness = Read(lines);
        Assert.Equal((Cap, TimeSpan.FromSeconds(asked)), (freshness.For, freshness.Asked));
    }

    [Theory]
    [InlineData("X-Poll-Interval: 60", 60)]
    [InlineData("Cache-Control: no-cache|X-Poll-Interval: 60", 60)]
    [InlineData("Retry-After: 30", 30)]
    [InlineData("Cache-Control: max-age=90|Retry-After: 30", 90)]
    [InlineData("X-Poll-Interval: soon", 0)]
    [InlineData("Retry-After: 99999999999999999999", 86400)]
    [InlineData("X-Poll-Interval: 99999999999999999999", 86400)]
    public void Rfc9110_10_2_3_For_ExplicitWishes_CountUpToTheirOwnCap(string lines, int seconds) => AssertFor(seconds, lines);

    /// <summary>aws-sdk-go-v2#3409: a date of the backend is compared with the backend's clock, an hour ahead of ours.</summary>
    [Fact]
    public void Rfc9110_10_2_3_For_RetryAfterDate_IsAgainstTheAnswersDate() =>
        AssertFor(3, $"Date: {Received.AddHours(1):R}|Retry-After: {Received.AddHours(1).AddSeconds(3):R}");

    [Theory]
    [InlineData("", true, false)]
    [InlineData("Cache-Control: no-store", false, false)]
    [InlineData("Cache-Control: must-revalidate", true, true)]
    [InlineData("Cache-Control: proxy-revalidate", true, true)]
    [InlineData("Cache-Control: s-maxage=5", true, true)]
    [InlineData("Cache-Control: no-cache", true, true)]
    public void Rfc9111_5_2_2_Reuse_SaysWhetherItIsStoredAndMayBeGivenOutUnconfirmed(string lines, bool isStored, bool mustRevalidate) =>
        Assert.Equal((isStored, mustRevalidate), (!Read(lines).Reuse.NoStore, Read(lines).Reuse.MustRevalidate));

    [Fact]
    public void Rfc5861_Reuse_HasBothPeriods()
    {
        var reuse = Read("Cache-Control: max-age=1, stale-while-revalidate=30, stale-if-error=3600").Reuse;
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromHours(1)), (reuse.WhileRevalidating, reuse.IfError));
        Assert.Equal(ReusePolicy.Free, Read("Cache-Control: max-age=1").Reuse);
    }

    private static Freshness Read(string lines) => Freshness.Of(Of(lines), Received, Cap, TimeSpan.FromDays(1));

    private static void AssertFor(int seconds, string lines) => Assert.Equal(TimeSpan.FromSeconds(seconds), Read(lines).For);
}
