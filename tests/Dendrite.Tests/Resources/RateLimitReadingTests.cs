using System.Globalization;

namespace Dendrite.Resources;

/// <summary>What backends say of their limits, in every dialect that is met.</summary>
public sealed class RateLimitReadingTests
{
    // 2030-01-01T00:00:00Z.
    private const long Now = 1_893_456_000;

    private static readonly DateTimeOffset Received = DateTimeOffset.FromUnixTimeSeconds(Now);

    [Theory]
    // draft-ietf-httpapi-ratelimit-headers, 08 and later.
    [InlineData(5, 30, null, null, "RateLimit: \"default\";r=5;t=30")]
    [InlineData(0, 5, 100, 60, "RateLimit: \"default\";r=0;t=5", "RateLimit-Policy: \"default\";q=100;w=60")]
    [InlineData(1, 60, null, null, "RateLimit: \"burst\";r=9;t=1, \"daily\";r=1;t=60")]
    [InlineData(7, 60, 100, 60, "RateLimit: \"a\";r=7", "RateLimit-Policy: \"a\";q=100;w=60")]
    // Drafts before.
    [InlineData(50, 5, 100, null, "RateLimit: limit=100, remaining=50, reset=5")]
    [InlineData(50, 5, 100, 60, "RateLimit-Limit: 100, 100;w=60", "RateLimit-Remaining: 50", "RateLimit-Reset: 5")]
    // GitHub, epoch seconds; and the same number in ms, µs, ns.
    [InlineData(0, 30, 60, null, "X-RateLimit-Limit: 60", "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 1893456030")]
    [InlineData(0, 30, null, null, "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 1893456030000")]
    [InlineData(0, 30, null, null, "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 1893456030000000")]
    [InlineData(0, 30, null, null, "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 1893456030000000000")]
    // Seconds to wait, a date, a duration, Discord's.
    [InlineData(3, 30, null, null, "X-Rate-Limit-Remaining: 3", "X-Rate-Limit-Reset: 30")]
    [InlineData(3, 30, null, null, "X-RateLimit-Remaining: 3", "X-RateLimit-Reset: Tue, 01 Jan 2030 00:00:30 GMT")]
    [InlineData(3, 30, null, null, "X-RateLimit-Remaining: 3", "X-RateLimit-Reset: 2030-01-01T00:00:30Z")]
    [InlineData(3, 2, null, null, "X-RateLimit-Remaining: 3", "X-RateLimit-Reset-After: 1.5")]
    [InlineData(3, 360, null, null, "x-ratelimit-remaining-requests: 3", "x-ratelimit-reset-requests: 6m0s")]
    [InlineData(3, 1, null, null, "x-ratelimit-remaining-tokens: 3", "x-ratelimit-reset-tokens: 20ms")]
    // By unit: the one that lets through the fewest.
    [InlineData(2, 60, 20, 60, "X-RateLimit-Limit-Minute: 20", "X-RateLimit-Remaining-Minute: 2", "X-RateLimit-Limit-Hour: 5000", "X-RateLimit-Remaining-Hour: 4000")]
    [InlineData(0, 3600, null, 3600, "X-RateLimit-Remaining-Hour: -1", "X-RateLimit-Remaining-Second: 5")]
    public void Read_Dialect_IsWhatItMeans(long remaining, int reset, int? limit, int? window, params string[] fields) =>
        Assert.Equal(new RateLimitReading(remaining, TimeSpan.FromSeconds(reset), limit, window is { } seconds ? TimeSpan.FromSeconds(seconds) : null), Read(fields));

    /// <summary>aws-sdk-go-v2#3409: the backend's clock is an hour ahead.</summary>
    [Fact]
    public void Reset_AsAPointInTime_IsAgainstTheBackendsClock() =>
        Assert.Equal(TimeSpan.FromSeconds(30), Read(["Date: Tue, 01 Jan 2030 01:00:00 GMT", "X-RateLimit-Remaining: 0", $"X-RateLimit-Reset: {Now + 3630}"])!.Reset);

    [Theory]
    [InlineData("X-RateLimit-Limit: 60")]
    [InlineData("X-RateLimit-Remaining: 5")]
    [InlineData("X-RateLimit-Remaining: many", "X-RateLimit-Reset: 30")]
    [InlineData("X-RateLimit-Remaining: 5", "X-RateLimit-Reset: -3")]
    [InlineData("X-RateLimit-Remaining: 5", "X-RateLimit-Reset: soon")]
    [InlineData("X-RateLimit-Remaining: 99999999999999999999999999999999", "X-RateLimit-Reset: 30")]
    [InlineData("RateLimit: \"default\";r=5;t=0")]
    [InlineData("RateLimit: ;;;=,=;r=;t=x,\"")]
    [InlineData("X-Generated-At: 5", "Rate: 5", "X-RateLimit-Reset: 5")]
    public void Read_WhatSaysTooLittle_IsNoLimit(params string[] fields) => Assert.Null(Read(fields));

    /// <summary>No text of a backend's throws, and none gives a time that can't be waited.</summary>
    [Fact]
    public void Law_AnyText_IsReadOrNot()
    {
        var random = new Random(7);
        string[] names = ["RateLimit", "RateLimit-Policy", "X-RateLimit-Remaining", "X-RateLimit-Reset", "RateLimit-Limit", "X-RateLimit-Reset-After"];
        const string Signs = "0123456789\";=rtqw, .-+msh%";
        for (var n = 0; n < 20_000; n++)
        {
            string[] fields = [.. names.Where(_ => random.Next(2) == 0).Select(name => $"{name}: {new string(Enumerable.Range(0, random.Next(25)).Select(_ => Signs[random.Next(Signs.Length)]).ToArray())}")];
            if (Read(fields) is { } reading) Assert.True(reading is { Remaining: >= 0, Reset.Ticks: > 0 } && reading.Reset <= RetryAfter.Longest, string.Create(CultureInfo.InvariantCulture, $"{reading} of {string.Join(" | ", fields)}"));
        }
    }

    private static RateLimitReading? Read(string[] fields) => RateLimitReading.Of(ScriptedResponse.Of(string.Join("|", fields)), Received);
}
