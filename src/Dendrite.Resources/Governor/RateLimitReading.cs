using System.Globalization;
using System.Text.RegularExpressions;

namespace Dendrite.Resources;

/// <summary>What an answer says of how often may be asked: of several limits the one that lets through the fewest requests a second.</summary>
/// <param name="Remaining">How many requests are left until <paramref name="Reset"/>; not negative.</param>
/// <param name="Reset">How long until the count begins anew; above zero.</param>
/// <param name="Limit">How many requests a window has; null where that is not said.</param>
/// <param name="Window">How long a window is; null where that is not said.</param>
/// <remarks>
/// Read are the structured fields of draft-ietf-httpapi-ratelimit-headers (08 and later: <c>RateLimit: "default";r=5;t=30</c>; before that
/// <c>RateLimit: limit=9, remaining=5, reset=30</c> and <c>RateLimit-Remaining</c>), and <c>X-RateLimit-*</c> as it is met: a reset as seconds to wait, as a
/// point in time in s, ms, µs or ns, as a date, or as a duration (<c>6m0s</c>, <c>20ms</c>); limits by minute, hour or class (<c>X-RateLimit-Remaining-Minute</c>,
/// <c>x-ratelimit-remaining-requests</c>). What cannot be read is no limit.
/// </remarks>
internal sealed partial record RateLimitReading(long Remaining, TimeSpan Reset, long? Limit, TimeSpan? Window)
{
    private const string Default = "";

    /// <summary>How many requests a second are left until the reset.</summary>
    public double Rate => Remaining / Reset.TotalSeconds;

    /// <summary>Reads an answer; null where it says nothing of a limit.</summary>
    public static RateLimitReading? Of(ResponseFields fields, DateTimeOffset received)
    {
        var sent = fields.SentAt(received);
        var parts = new Dictionary<string, Part>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in fields.Everything())
        {
            if (!name.Contains("rate", StringComparison.OrdinalIgnoreCase)) continue;
            if (name.Equals("RateLimit", StringComparison.OrdinalIgnoreCase) || name.Equals("RateLimit-Policy", StringComparison.OrdinalIgnoreCase)) ReadStructured(value, parts);
            else if (FieldName().Match(name) is { Success: true } match) ReadSingle(match.Groups[1].Value, match.Groups[2].Value, value, sent, parts);
        }
        return parts.Values.Select(part => part.Reading).OfType<RateLimitReading>().MinBy(reading => (reading.Rate, -reading.Reset.Ticks));
    }

    /// <summary><c>"name";r=5;t=30</c>, <c>"name";q=9;w=60</c>, or <c>limit=9, remaining=5, reset=30</c>.</summary>
    private static void ReadStructured(string field, Dictionary<string, Part> parts)
    {
        foreach (var item in field.Split(','))
        {
            var parameters = item.Split(';', StringSplitOptions.TrimEntries);
            var isNamed = parameters[0].StartsWith('"');
            var part = PartOf(parts, "field:" + (isNamed ? parameters[0] : Default));
            foreach (var parameter in isNamed ? parameters[1..] : parameters)
            {
                if (parameter.Split('=', 2, StringSplitOptions.TrimEntries) is not [var key, var text] || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) continue;
                switch (key)
                {
                    case "r" or "remaining": part.Remaining = number; break;
                    case "t" or "reset": part.Reset = Seconds(number); break;
                    case "q" or "limit": part.Limit = number; break;
                    case "w": part.Window = Seconds(number); break;
                }
            }
        }
    }

    private static void ReadSingle(string kind, string suffix, string value, DateTimeOffset sent, Dictionary<string, Part> parts)
    {
        var isWait = suffix.Equals("after", StringComparison.OrdinalIgnoreCase);
        var part = PartOf(parts, isWait ? Default : suffix);
        part.Unit = suffix.ToLowerInvariant() switch { "second" => TimeSpan.FromSeconds(1), "minute" => TimeSpan.FromMinutes(1), "hour" => TimeSpan.FromHours(1), "day" => TimeSpan.FromDays(1), _ => null };
        if (kind.Equals("reset", StringComparison.OrdinalIgnoreCase))
        {
            part.Reset = Duration(value.Trim()) ?? RetryAfter.Of([value], sent);
            return;
        }
        // `100, 100;w=60`: the first is the limit, the others are its policy.
        var items = value.Split(',', StringSplitOptions.TrimEntries);
        if (!decimal.TryParse(items[0].Split(';')[0], NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) || number > long.MaxValue) return;
        if (kind.Equals("remaining", StringComparison.OrdinalIgnoreCase)) part.Remaining = (long)Math.Floor(Math.Max(0, number));
        else part.Limit = (long)Math.Max(0, number);
        foreach (var item in items)
            if (PolicyWindow().Match(item) is { Success: true } window) part.Window = Seconds(long.Parse(window.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture));
    }

    /// <summary><c>6m0s</c>, <c>1.5s</c>, <c>20ms</c>, <c>1h2m</c>; null where it is none.</summary>
    private static TimeSpan? Duration(string text)
    {
        if (DurationText().Match(text) is not { Success: true } match || text.Length == 0) return null;
        var total = 0.0;
        foreach (Capture capture in match.Groups[1].Captures)
        {
            var number = double.Parse(capture.ValueSpan.TrimEnd("hms"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
            total += number * (capture.Value.EndsWith("ms", StringComparison.Ordinal) ? 0.001 : capture.Value[^1] switch { 'h' => 3600, 'm' => 60, _ => 1 });
        }
        return TimeSpan.FromSeconds(Math.Min(Math.Ceiling(total), RetryAfter.Longest.TotalSeconds));
    }

    private static TimeSpan Seconds(long seconds) => seconds >= RetryAfter.Longest.TotalSeconds ? RetryAfter.Longest : TimeSpan.FromSeconds(seconds);

    private static Part PartOf(Dictionary<string, Part> parts, string name) => parts.TryGetValue(name, out var part) ? part : parts[name] = new Part();

    [GeneratedRegex("^(?:X-)?Rate-?Limit-(Limit|Remaining|Reset)(?:-([A-Za-z]+))?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FieldName();

    [GeneratedRegex(@";\s*w\s*=\s*([0-9]{1,9})")]
    private static partial Regex PolicyWindow();

    [GeneratedRegex(@"^((?:[0-9]{1,9}(?:\.[0-9]{1,9})?)(?:ms|h|m|s))+$")]
    private static partial Regex DurationText();

    /// <summary>What is known of one limit.</summary>
    private sealed class Part
    {
        public long? Remaining { get; set; }

        public TimeSpan? Reset { get; set; }

        public long? Limit { get; set; }

        public TimeSpan? Window { get; set; }

        public TimeSpan? Unit { get; set; }

        /// <summary>Null where it can't be told how many are left for how long.</summary>
        public RateLimitReading? Reading => Remaining is { } left && (Reset ?? Window ?? Unit) is { Ticks: > 0 } reset ? new RateLimitReading(left, reset, Limit, Window ?? Unit) : null;
    }
}
