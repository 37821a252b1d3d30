using System.Buffers;
using System.Globalization;

namespace Dendrite.Resources;

/// <summary>How long a backend asks to wait (RFC 9110, section 10.2.3), in every spelling that is met, against the backend's own clock.</summary>
internal static class RetryAfter
{
    /// <summary>The longest that a wait is read as; whoever obeys it has a shorter cap.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    private static readonly SearchValues<char> InNumber = SearchValues.Create("0123456789.");

    // As many seconds since 1970 as a wait of 31 years has: such a number is a point in time.
    private const decimal LeastEpoch = 1_000_000_000;

    /// <summary>Reads the values of a field.</summary>
    /// <param name="values">The field's lines; of several that can be read the longest wait counts.</param>
    /// <param name="sent">When the answer was sent, by the backend's clock.</param>
    /// <returns>The wait, a fraction of a second rounded up, <see cref="Longest"/> at most; null where it is past, zero, negative or none at all.</returns>
    public static TimeSpan? Of(IEnumerable<string> values, DateTimeOffset sent)
    {
        ArgumentNullException.ThrowIfNull(values);
        TimeSpan? longest = null;
        // A proxy may have joined two lines; a date has such a comma of its own.
        foreach (var value in values.SelectMany(line => Read(line, sent) is null ? line.Split(", ") : [line]))
            if (Read(value, sent) is { } wait && (longest is null || wait > longest)) longest = wait;
        return longest;
    }

    /// <summary>A number of seconds as a wait: from now on, or until a point in time in seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by its magnitude.</summary>
    /// <param name="number">The number; a negative or a zero is no wait.</param>
    /// <param name="sent">When the answer was sent, by the backend's clock.</param>
    /// <returns>Null where it is no wait.</returns>
    public static TimeSpan? OfNumber(decimal number, DateTimeOffset sent)
    {
        if (number <= 0) return null;
        for (var epoch = number; epoch >= LeastEpoch; epoch /= 1000)
        {
            var until = epoch - (decimal)(sent - DateTimeOffset.UnixEpoch).TotalSeconds;
            if (Math.Abs(until) <= (decimal)Longest.TotalSeconds) return until > 0 ? Ceiling(until) : null;
        }
        return Ceiling(number);
    }

    private static TimeSpan? Read(string value, DateTimeOffset sent)
    {
        var text = value.AsSpan().Trim();
        if (text.EndsWith("s", StringComparison.Ordinal) && text.Length > 1 && char.IsAsciiDigit(text[^2])) text = text[..^1];
        if (IsNumber(text)) return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) ? OfNumber(seconds, sent) : Longest;
        var date = HttpDate.Parse(value, sent) ?? (DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var iso) ? iso : null);
        return date - sent is { } wait && wait > TimeSpan.Zero ? Min(wait, Longest) : null;
    }

    private static bool IsNumber(ReadOnlySpan<char> text) =>
        text.Length > 0 && !text.ContainsAnyExcept(InNumber) && text.Count('.') <= 1 && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[^1]);

    private static TimeSpan Ceiling(decimal seconds) => seconds >= (decimal)Longest.TotalSeconds ? Longest : TimeSpan.FromSeconds((double)Math.Ceiling(seconds));

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
