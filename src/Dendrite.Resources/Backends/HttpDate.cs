using System.Globalization;

namespace Dendrite.Resources;

/// <summary>Dates of HTTP in their three forms (RFC 9110, section 5.6.7).</summary>
internal static class HttpDate
{
    private const DateTimeStyles Style = DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    private const string TwoDigitYear = "dd-MMM-yy HH:mm:ss 'GMT'";

    // The day's name is left out: what it says beside the date is either the same or wrong.
    private static readonly string[] Forms = ["d MMM yyyy HH:mm:ss 'GMT'", "d MMM yyyy HH:mm:ss 'UTC'", "d-MMM-yyyy HH:mm:ss 'GMT'", "MMM d HH:mm:ss yyyy"];

    /// <summary>Reads a date: IMF-fixdate, or the obsolete forms of RFC 850 and of asctime.</summary>
    /// <param name="text">The field's value.</param>
    /// <param name="now">A two-digit year that would be more than 50 years ahead of this is one of the past.</param>
    /// <returns>Null for what is no date.</returns>
    public static DateTimeOffset? Parse(string? text, DateTimeOffset now)
    {
        if (text is null) return null;
        var date = text.ToUpperInvariant().AsSpan().Trim();
        var comma = date.IndexOf(',');
        date = comma >= 0 ? date[(comma + 1)..].Trim() : date.IndexOf(' ') is var space and > 0 && char.IsAsciiLetter(date[0]) ? date[space..].Trim() : date;
        if (DateTimeOffset.TryParseExact(date, Forms, CultureInfo.InvariantCulture, Style, out var read)) return read;
        if (!DateTimeOffset.TryParseExact(date, TwoDigitYear, CultureInfo.InvariantCulture, Style, out read)) return null;
        var year = now.Year / 100 * 100 + read.Year % 100;
        if (year > now.Year + 50) year -= 100;
        // A 29th of February of the other century would be none.
        return read.Day > DateTime.DaysInMonth(year, read.Month) ? null : new DateTimeOffset(year, read.Month, read.Day, read.Hour, read.Minute, read.Second, TimeSpan.Zero);
    }
}
