using System.Globalization;

namespace Dendrite.Resources;

/// <summary>What an answer says of when to ask again: RFC 9111 (max-age, Age), RFC 9110 (Retry-After), and X-Poll-Interval.</summary>
internal static class Freshness
{
    /// <summary>How long the answer counts as fresh; zero where it does not say, or says that it must be checked each time.</summary>
    public static TimeSpan Of(HttpResponseMessage response, DateTimeOffset now)
    {
        var fresh = TimeSpan.Zero;
        if (response.Headers.CacheControl is { NoCache: false, NoStore: false, MaxAge: { } maxAge })
            fresh = maxAge - (response.Headers.Age ?? TimeSpan.Zero);
        if (response.Headers.TryGetValues("X-Poll-Interval", out var values) &&
            int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > fresh.TotalSeconds)
            fresh = TimeSpan.FromSeconds(seconds);
        if (response.IsSuccessStatusCode && RetryAfter(response, now) is { } wait && wait > fresh) fresh = wait;
        return fresh > TimeSpan.Zero ? fresh : TimeSpan.Zero;
    }

    /// <summary>How long the backend asks to wait, as seconds or as a date; null where it does not say.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        if (response.Headers.RetryAfter is not { } header) return null;
        var wait = header.Delta ?? header.Date - now;
        return wait > TimeSpan.Zero ? wait : null;
    }
}
