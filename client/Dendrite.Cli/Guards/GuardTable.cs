using System.Globalization;
using System.Text.Json;
using Dendrite.Protocol;
using Spectre.Console;

namespace Dendrite.Cli.Guards;

/// <summary>Draws guards as the admin API gives them.</summary>
internal static class GuardTable
{
    private const string Blocks = " ▁▂▃▄▅▆▇█";
    private const int Seconds = 30;
    private const int Narrow = 72;
    private const int Wide = 110;

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

    /// <summary>What guards count; on a narrow terminal only what says whether a backend is well.</summary>
    public static Table Metrics(IEnumerable<JsonElement> guards, int width)
    {
        (string Name, Func<JsonElement, Text> Of)[] columns =
        [
            ("guard", guard => Text(guard, "name")),
            ("breaker", guard => State(guard.GetProperty("breaker"))),
            .. width < Wide ? [] : new (string, Func<JsonElement, Text>)[] { ("traffic, 30 s", guard => new Text(Spark(guard.GetProperty("traffic")), new Style(Color.Teal))) },
            ("req/s", guard => new Text(guard.GetProperty("requestsPerSecond").GetDouble().ToString("0.0", CultureInfo.InvariantCulture))),
            ("errors", Errors),
            .. width < Narrow ? [] : new (string, Func<JsonElement, Text>)[]
            {
                ("p50", guard => Time(guard, "p50")), ("p90", guard => Time(guard, "p90")), ("p99", guard => Time(guard, "p99")),
                ("in flight", guard => new Text(guard.GetProperty("inFlight").ToString())),
            },
        ];
        return Fill(guards, columns, left: width < Wide ? 2 : 3, width);
    }

    /// <summary>The resources; on a narrow terminal only who listens and how often is polled.</summary>
    public static Table Resources(IEnumerable<JsonElement> resources, int width, int most)
    {
        (string Name, Func<JsonElement, Text> Of)[] columns =
        [
            ("resource", resource => Text(resource, "address")),
            ("listeners", resource => Text(resource, "listeners")),
            ("interval", resource => new Text($"{resource.GetProperty("intervalMs")} ms")),
            .. width < Narrow ? [] : new (string, Func<JsonElement, Text>)[]
            {
                ("polls", resource => Text(resource, "polls")), ("304", resource => Text(resource, "notModified")), ("updates", resource => Text(resource, "updates")),
            },
        ];
        return Fill(resources.Take(most), columns, left: 1, width);
    }

    private static Table Fill(IEnumerable<JsonElement> items, (string Name, Func<JsonElement, Text> Of)[] columns, int left, int width)
    {
        // Borders and their padding are a third of a narrow terminal.
        var table = new Table().Border(width < Narrow ? TableBorder.None : TableBorder.Rounded).BorderColor(Color.Grey);
        for (var i = 0; i < columns.Length; i++)
        {
            var column = new TableColumn(new Text(columns[i].Name)).Padding(0, i == columns.Length - 1 ? 0 : 1);
            if (width >= Narrow) column.Padding(1, 1);
            if (i > 0) column.NoWrap();
            table.AddColumn(i < left ? column : column.RightAligned());
        }
        foreach (var item in items) table.AddRow([.. columns.Select((column, i) => i == 0 ? Shortened(column.Of(item), width) : column.Of(item))]);
        return table;
    }

    private static Text Shortened(Text text, int width)
    {
        text.Overflow = width < Narrow ? Overflow.Ellipsis : Overflow.Fold;
        return text;
    }

    private static Table New(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        foreach (var column in columns) table.AddColumn(column);
        return table;
    }

    private static Text Text(JsonElement of, string name) => new(PlainText.Line(of.GetProperty(name).ToString()));

    private static Text State(JsonElement breaker)
    {
        var state = breaker.GetProperty("state").GetString()!;
        return new Text(state, new Style(state switch { "closed" => Color.Green, "open" or "forced-open" => Color.Red, "disabled" => Color.Grey, _ => Color.Yellow }));
    }

    private static Text Errors(JsonElement guard) => guard.GetProperty("errorPercentage") is { ValueKind: JsonValueKind.Number } errors
        ? new Text(string.Create(CultureInfo.InvariantCulture, $"{errors.GetDouble():0.#} %"), errors.GetDouble() > 0 ? new Style(Color.Red) : Style.Plain)
        : new Text("–");

    private static Text Time(JsonElement guard, string rank) =>
        new(guard.GetProperty("latency").TryGetProperty(rank, out var value) ? string.Create(CultureInfo.InvariantCulture, $"{value.GetDouble():0.#} ms") : "–");

    private static string Spark(JsonElement traffic)
    {
        double[] values = [.. traffic.EnumerateArray().Select(v => v.GetDouble()).SkipLast(1).TakeLast(Seconds)];
        var most = values.Length == 0 ? 0 : values.Max();
        return string.Concat(values.Select(v => Blocks[most == 0 ? 0 : (int)Math.Ceiling(v / most * (Blocks.Length - 1))]));
    }
}
