using System.Globalization;
using System.Text;

namespace Dendrite.Resilience.Timing;

/// <summary>Writes a <c>Server-Timing</c> header.</summary>
internal static class ServerTiming
{
    public static string Write(IEnumerable<TimingEntry> entries)
    {
        var metrics = entries.Where(e => e is { Kind: TimingKind.Interval, IsRunning: false }).GroupBy(e => e.Name, StringComparer.Ordinal);
        return string.Join(", ", metrics.Select(Metric));
    }

    private static string Metric(IGrouping<string, TimingEntry> entries)
    {
        var milliseconds = entries.Sum(e => e.Duration!.Value.TotalMilliseconds);
        var description = entries.Select(e => e.Description).FirstOrDefault(d => d is not null);
        var token = Token(entries.Key);
        var text = new StringBuilder(token).Append(CultureInfo.InvariantCulture, $";dur={milliseconds:0.###}");
        if ((description ?? (token == entries.Key ? null : entries.Key)) is { } quoted) text.Append(";desc=\"").Append(Quoted(quoted)).Append('"');
        return text.ToString();
    }

    /// <summary>A name with what a header token may not hold replaced; the description then has the name as it is.</summary>
    private static string Token(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal) ? c : '_'));

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder();
        foreach (var c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\');
            quoted.Append(c is < ' ' or > '~' ? '?' : c);
        }
        return quoted.ToString();
    }
}
