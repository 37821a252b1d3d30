using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Dendrite.Cli.Guards;

/// <summary>Draws guards as the admin API gives them.</summary>
internal static class GuardTable
{
    private const string Blocks = " ▁▂▃▄▅▆▇█";
    private const int Seconds = 30;

    public static Table Breakers(IEnumerable<JsonElement> guards)
    {
        var table = New("guard", "breaker", "since", "by", "reason");
        foreach (var guard in guards)
        {
            var breaker = guard.GetProperty("breaker");
            var since = breaker.GetProperty("since");
            table.AddRow(
                Text(guard, "name"), State(breaker), new Text(since.ValueKind == JsonValueKind.Null ? "" : since.GetDateTimeOffset().ToString("u", CultureInfo.InvariantCulture)),
                Text(breaker, "by"), Text(breaker, "reason"));
        }
        return table;
    }

    public static Table Metrics(IEnumerable<JsonElement> guards)
    {
        var table = New("guard", "breaker", "traffic, 30 s");
        foreach (var name in new[] { "req/s", "errors", "p50", "p90", "p99", "in flight" }) table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var guard in guards)
        {
            var latency = guard.GetProperty("latency");
            table.AddRow(
                Text(guard, "name"), State(guard.GetProperty("breaker")), new Text(Spark(guard.GetProperty("traffic")), new Style(Color.Teal)),
                new Text(guard.GetProperty("requestsPerSecond").GetDouble().ToString("0.0", CultureInfo.InvariantCulture)), Errors(guard),
                Time(latency, "p50"), Time(latency, "p90"), Time(latency, "p99"), new Text(guard.GetProperty("inFlight").ToString()));
        }
        return table;
    }

    public static Table Resources(IEnumerable<JsonElement> resources, int most)
    {
        var table = New("resource");
        foreach (var name in new[] { "listeners", "interval", "polls", "304", "updates" }) table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var resource in resources.Take(most))
            table.AddRow(
                Text(resource, "address"), Text(resource, "listeners"), new Text($"{resource.GetProperty("intervalMs")} ms"), Text(resource, "polls"),
                Text(resource, "notModified"), Text(resource, "updates"));
        return table;
    }

    private static Table New(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        foreach (var column in columns) table.AddColumn(column);
        return table;
    }

    private static Text Text(JsonElement of, string name) => new(of.GetProperty(name).ToString());

    private static Text State(JsonElement breaker)
    {
        var state = breaker.GetProperty("state").GetString()!;
        return new Text(state, new Style(state switch { "closed" => Color.Green, "open" or "forced-open" => Color.Red, "disabled" => Color.Grey, _ => Color.Yellow }));
    }

    private static Text Errors(JsonElement guard) => guard.GetProperty("errorPercentage") is { ValueKind: JsonValueKind.Number } errors
        ? new Text(string.Create(CultureInfo.InvariantCulture, $"{errors.GetDouble():0.#} %"), errors.GetDouble() > 0 ? new Style(Color.Red) : Style.Plain)
        : new Text("–");

    private static Text Time(JsonElement latency, string rank) =>
        new(latency.TryGetProperty(rank, out var value) ? string.Create(CultureInfo.InvariantCulture, $"{value.GetDouble():0.#} ms") : "–");

    private static string Spark(JsonElement traffic)
    {
        double[] values = [.. traffic.EnumerateArray().Select(v => v.GetDouble()).SkipLast(1).TakeLast(Seconds)];
        var most = values.Length == 0 ? 0 : values.Max();
        return string.Concat(values.Select(v => Blocks[most == 0 ? 0 : (int)Math.Ceiling(v / most * (Blocks.Length - 1))]));
    }
}
