using System.Globalization;
using System.Text.Json;
using Dendrite.Protocol;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Dendrite.Cli.Resources;

/// <summary>Draws resources as the admin API gives them.</summary>
internal static class ResourceTable
{
    public static Table Of(IEnumerable<JsonElement> resources)
    {
        var table = New("resource", "state");
        foreach (var column in new[] { "listeners", "interval", "polls", "updates" }) table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var resource in resources)
            table.AddRow(
                Cell(resource, "address"), new Text(StateOf(resource)), Cell(resource, "listeners"), new Text(Time(resource, "intervalMs")), Cell(resource, "polls"), Cell(resource, "updates"));
        return table;
    }

    /// <summary>One resource, what it says of itself, and its listeners.</summary>
    public static Rows Detail(JsonElement detail)
    {
        var resource = detail.GetProperty("resource");
        List<IRenderable> parts = [Of([resource])];
        if (resource.GetProperty("stale") is { ValueKind: JsonValueKind.Object } stale) parts.Add(new Text($"{(StateOf(resource) == "gone" ? "Gone" : "Stale")} since {stale.GetProperty("since").GetDateTimeOffset():u}: {PlainText.Line(stale.GetProperty("reason").GetString() ?? "")}"));
        parts.Add(new Text($"{resource.GetProperty("documentBytes")} bytes at {resource.GetProperty("position").GetString()}"));
        var listeners = New("listener", "format", "age", "peer");
        foreach (var listener in detail.GetProperty("listeners").EnumerateArray())
            listeners.AddRow(Cell(listener, "id"), Cell(listener, "format"), new Text(Time(listener, "ageMs")), new Text(listener.GetProperty("peer").GetString() ?? "–"));
        if (listeners.Rows.Count > 0) parts.Add(listeners);
        return new Rows(parts);
    }

    private static Table New(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        foreach (var column in columns) table.AddColumn(column);
        return table;
    }

    private static string StateOf(JsonElement resource) =>
        resource.GetProperty("paused").GetBoolean() ? "paused" : resource.GetProperty("stale").ValueKind == JsonValueKind.Null ? WellState(resource)
        : resource.GetProperty("stale").GetProperty("code").GetString() == "gone" ? "gone" : "stale";

    // A server of an earlier version does not say.
    private static string WellState(JsonElement resource) =>
        resource.TryGetProperty("throttledUntil", out var until) && until.ValueKind != JsonValueKind.Null ? "throttled"
        : resource.TryGetProperty("flapping", out var flapping) && flapping.ValueKind == JsonValueKind.True ? "flapping" : "fresh";

    private static Text Cell(JsonElement of, string name) => new(PlainText.Line(of.GetProperty(name).ToString()));

    private static string Time(JsonElement of, string name)
    {
        var time = of.GetProperty(name).GetInt64();
        return time < 10_000 ? string.Create(CultureInfo.InvariantCulture, $"{time} ms") : string.Create(CultureInfo.InvariantCulture, $"{time / 1000} s");
    }
}
