using System.Buffers;
using System.Text;

namespace Dendrite.Silo.Telemetry;

/// <summary>Turns OpenTelemetry's names, units and tags into Prometheus's, by OpenTelemetry's rules of compatibility.</summary>
internal static class PrometheusNames
{
    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    /// <summary>The name of a family: unit at the end, and <c>_total</c> after it for what only rises.</summary>
    public static string Family(string instrument, string? unit, bool isCounter)
    {
        var name = Clean(instrument);
        var suffix = Unit(unit);
        if (suffix.Length > 0 && !name.EndsWith("_" + suffix, StringComparison.Ordinal)) name += "_" + suffix;
        return isCounter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    /// <summary>Tags as they stand between the braces of a sample, in the order of their names; empty where there are none.</summary>
    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0) return "";
        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags) sorted[Clean(key)] = Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "";
        var text = new StringBuilder();
        foreach (var (key, value) in sorted)
        {
            if (text.Length > 0) text.Append(',');
            text.Append(key).Append("=\"").Append(Escape(value)).Append('"');
        }
        return text.ToString();
    }

    /// <summary>The text of a HELP line.</summary>
    public static string Help(string? description) =>
        (description ?? "").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Escape(string value) => Help(value).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Clean(string name)
    {
        var clean = new StringBuilder(name.Length + 1);
        if (name.Length == 0 || char.IsAsciiDigit(name[0])) clean.Append('_');
        foreach (var c in name) clean.Append(Letters.Contains(c) ? c : '_');
        return clean.ToString();
    }

    private static string Unit(string? unit) => unit switch
    {
        null or "" => "",
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "ns" => "nanoseconds",
        "min" => "minutes",
        "h" => "hours",
        "d" => "days",
        "By" => "bytes",
        "KiBy" => "kibibytes",
        "MiBy" => "mebibytes",
        "%" => "percent",
        "1" => "ratio",
        ['{', ..] => "",
        _ => unit.IndexOf('/', StringComparison.Ordinal) is var slash and > 0
            ? $"{Unit(unit[..slash])}_per_{Unit(unit[(slash + 1)..]).TrimEnd('s')}".Trim('_')
            : Clean(unit),
    };
}
