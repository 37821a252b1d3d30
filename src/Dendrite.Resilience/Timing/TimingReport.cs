using System.Globalization;
using System.Text;

namespace Dendrite.Resilience.Timing;

/// <summary>
/// Writes a timer as a tree in the order of time, after Dyno. Each line holds the seconds since the start ("V" where they
/// equal the line above), the duration of an interval that begins, a bar for each interval that it is in, and
/// <c>+</c> for a beginning, <c>-</c> for an event, <c>=</c> for an end.
/// </summary>
internal static class TimingReport
{
    private const string Running = "running";

    public static string Write(IReadOnlyList<(TimingEntry Entry, bool IsEnd)> lines)
    {
        var report = new StringBuilder();
        var above = "";
        foreach (var (entry, isEnd) in lines)
        {
            var time = (isEnd ? entry.End!.Value : entry.Start).TotalSeconds.ToString("F3", CultureInfo.InvariantCulture);
            var duration = isEnd || entry.Kind == TimingKind.Event ? "" : entry.IsRunning ? Running : PrettyDuration.Format(entry.Duration!.Value);
            report.Append(CultureInfo.InvariantCulture, $"{(time == above ? "V" : time),10} {duration,8} ");
            for (var i = 0; i < entry.Depth; i++) report.Append("| ");
            report.Append(isEnd ? "=" : entry.Kind == TimingKind.Event ? "- " : "+ ");
            if (!isEnd) report.Append(entry.Name);
            if (!isEnd && entry.Description is not null) report.Append(": ").Append(entry.Description);
            report.Append('\n');
            above = time;
        }
        return report.ToString();
    }
}
