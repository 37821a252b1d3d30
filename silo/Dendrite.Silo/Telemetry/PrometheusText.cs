using System.Globalization;
using System.Text;

namespace Dendrite.Silo.Telemetry;

/// <summary>Writes families in the Prometheus text format 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(MetricCollector collector)
    {
        var text = new StringBuilder(4096);
        string? last = null;
        foreach (var family in collector.Collect())
        {
            var series = family.Series.ToArray();
            if (series.Length == 0) continue;
            // Two instruments of one name, of two meters say, are one family to Prometheus, and its head may stand once.
            if (family.Name != last) Head(text, family.Name, family.Help, TypeOf(family.Kind));
            last = family.Name;
            foreach (var (labels, one) in series) Sample(text, family, labels, one);
        }
        Head(text, "dendrite_metrics_dropped_total", "Measurements dropped because there are too many series.", "counter");
        Line(text, "dendrite_metrics_dropped_total", "", collector.Dropped);
        return text.ToString();
    }

    private static void Sample(StringBuilder text, MetricFamily family, string labels, MetricSeries series)
    {
        var (value, count, buckets) = series.Read();
        if (family.Kind != MetricKind.Histogram)
        {
            Line(text, family.Name, labels, value);
            return;
        }
        var prefix = labels.Length == 0 ? "" : labels + ",";
        long below = 0;
        for (var i = 0; i < buckets.Length; i++)
        {
            below += buckets[i];
            Line(text, family.Name + "_bucket", $"{prefix}le=\"{Number(family.Bounds[i])}\"", below);
        }
        Line(text, family.Name + "_bucket", prefix + "le=\"+Inf\"", count);
        Line(text, family.Name + "_sum", labels, value);
        Line(text, family.Name + "_count", labels, count);
    }

    private static void Head(StringBuilder text, string name, string help, string type)
    {
        if (help.Length > 0) text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n');
        text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string TypeOf(MetricKind kind) => kind switch
    {
        MetricKind.Counter or MetricKind.ObservedCounter => "counter",
        MetricKind.Histogram => "histogram",
        _ => "gauge",
    };
}
