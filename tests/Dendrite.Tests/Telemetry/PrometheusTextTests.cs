using System.Diagnostics.Metrics;
using Dendrite.Silo.Telemetry;

namespace Dendrite.Telemetry;

public sealed class PrometheusTextTests : IDisposable
{
    private readonly Meter _meter = new("test");
    private MetricCollector? _collector;

    public void Dispose()
    {
        _collector?.Dispose();
        _meter.Dispose();
    }

    [Theory]
    [InlineData("dendrite.resource.poll.received", "By", true, "dendrite_resource_poll_received_bytes_total")]
    [InlineData("dendrite.poll.duration", "s", false, "dendrite_poll_duration_seconds")]
    [InlineData("dendrite.poll.seconds", "s", false, "dendrite_poll_seconds")]
    [InlineData("a.total", "{item}", true, "a_total")]
    [InlineData("queue-length", "1", false, "queue_length_ratio")]
    [InlineData("flow", "By/s", false, "flow_bytes_per_second")]
    [InlineData("9lives", null, false, "_9lives")]
    public void Family_NameAndUnit_FollowTheRules(string instrument, string? unit, bool isCounter, string expected) =>
        Assert.Equal(expected, PrometheusNames.Family(instrument, unit, isCounter));

    [Fact]
    public void Write_EachKind_HasItsTypeHelpAndValue()
    {
        Start();
        var counter = _meter.CreateCounter<long>("a.calls", "{call}", "Calls\\so far\nin all.");
        counter.Add(2, new KeyValuePair<string, object?>("outcome", "ok"));
        counter.Add(3, new KeyValuePair<string, object?>("outcome", "ok"));
        var level = _meter.CreateUpDownCounter<int>("b.open");
        level.Add(5);
        level.Add(-2);
        _meter.CreateObservableGauge("c.heat", () => 36.6, "Cel");
        _meter.CreateObservableCounter("d.seen", () => 7L);
        Assert.Equal(
            "# HELP a_calls_total Calls\\\\so far\\nin all.\n# TYPE a_calls_total counter\na_calls_total{outcome=\"ok\"} 5\n" +
            "# TYPE b_open gauge\nb_open 3\n# TYPE c_heat_Cel gauge\nc_heat_Cel 36.6\n# TYPE d_seen_total counter\nd_seen_total 7\n" + Dropped(0),
            PrometheusText.Write(_collector!));
    }

    [Fact]
    public void Write_Labels_AreEscapedAndInOrder()
    {
        Start();
        _meter.CreateCounter<long>("a").Add(1, new("z.z", "q\"b\\n\nx"), new("a", true));
        Assert.Contains("a_total{a=\"True\",z_z=\"q\\\"b\\\\n\\nx\"} 1\n", PrometheusText.Write(_collector!), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Histogram_HasRisingBucketsSumAndCount()
    {
        Start();
        var histogram = _meter.CreateHistogram<double>("h", "s", null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1, 2] });
        foreach (var value in new[] { 0.25, 0.5, 0.75, 4 }) histogram.Record(value);
        Assert.Equal(
            "# TYPE h_seconds histogram\nh_seconds_bucket{le=\"0.5\"} 2\nh_seconds_bucket{le=\"1\"} 3\nh_seconds_bucket{le=\"2\"} 3\n" +
            "h_seconds_bucket{le=\"+Inf\"} 4\nh_seconds_sum 5.5\nh_seconds_count 4\n" + Dropped(0),
            PrometheusText.Write(_collector!));
    }

    [Fact]
    public void Write_MoreSeriesThanAllowed_DropsAndCounts()
    {
        Start(limit: 2);
        var counter = _meter.CreateCounter<long>("a");
        for (var i = 0; i < 5; i++) counter.Add(1, new KeyValuePair<string, object?>("user", i));
        counter.Add(1, new KeyValuePair<string, object?>("user", 0));
        Assert.Equal("# TYPE a_total counter\na_total{user=\"0\"} 2\na_total{user=\"1\"} 1\n" + Dropped(3), PrometheusText.Write(_collector!));
    }

    private static string Dropped(int count) =>
        $"# HELP dendrite_metrics_dropped_total Measurements dropped because there are too many series.\n# TYPE dendrite_metrics_dropped_total counter\ndendrite_metrics_dropped_total {count}\n";

    private void Start(int limit = 100) => _collector = new MetricCollector(limit, meter => ReferenceEquals(meter, _meter));
}
