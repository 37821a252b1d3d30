using System.Globalization;

namespace Dendrite.Resources;

/// <summary>In which of their many dialects an API's answers tell of its limit.</summary>
internal static class LimitDialect
{
    /// <summary>The names of the fields that tell of a limit, as they were sent.</summary>
    public static IReadOnlyList<string> FieldsOf(ResponseFields fields) =>
        [.. fields.Everything().Select(field => field.Name).Where(name => name.Replace("-", "", StringComparison.Ordinal).Contains("ratelimit", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The dialect in words: the fields, and what their reset is.</summary>
    public static string Of(ResponseFields fields)
    {
        var names = FieldsOf(fields);
        var reset = names.Where(name => name.Contains("reset", StringComparison.OrdinalIgnoreCase)).Select(name => fields.First(name)?.Trim()).OfType<string>().FirstOrDefault();
        var form = reset is not null ? $", a reset {FormOf(reset)}"
            : names.Any(name => name.Equals("RateLimit", StringComparison.OrdinalIgnoreCase)) ? ", structured fields with seconds to wait" : "";
        return string.Join(", ", names) + form;
    }

    private static string FormOf(string reset) => decimal.TryParse(reset, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        ? number switch
        {
            >= 1e17m => "in nanoseconds since 1970",
            >= 1e14m => "in microseconds since 1970",
            >= 1e11m => "in milliseconds since 1970",
            >= 1e9m => "in seconds since 1970",
            _ => "in seconds to wait",
        }
        : reset.Any(char.IsAsciiDigit) && reset.Length < 16 && !reset.Contains(' ', StringComparison.Ordinal) ? "as a duration" : "as a date";
}
