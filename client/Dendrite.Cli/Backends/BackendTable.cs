using System.Globalization;
using System.Text.Json;
using Dendrite.Protocol;
using Spectre.Console;

namespace Dendrite.Cli.Backends;

/// <summary>Draws backends as the admin API gives them.</summary>
internal static class BackendTable
{
    public static Table Of(IEnumerable<JsonElement> backends)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        foreach (var column in new[] { "backend", "breaker" }) table.AddColumn(column);
        foreach (var column in new[] { "req/s", "resources", "listeners" }) table.AddColumn(new TableColumn(column).RightAligned());
        table.AddColumn("last error");
        foreach (var backend in backends)
            table.AddRow(
                Cell(backend, "name"), Cell(backend, "breaker"), new Text(backend.GetProperty("requestsPerSecond").GetDouble().ToString("0.0", CultureInfo.InvariantCulture)),
                Cell(backend, "resources"), Cell(backend, "listeners"), new Text(PlainText.Line(ErrorOf(backend.GetProperty("lastError")))));
        return table;
    }

    private static Text Cell(JsonElement of, string name) => new(PlainText.Line(of.GetProperty(name).ToString()));

    private static string ErrorOf(JsonElement error) => error.ValueKind == JsonValueKind.Null
        ? "–"
        : string.Create(CultureInfo.InvariantCulture, $"{error.GetProperty("at").GetDateTimeOffset():u} {error.GetProperty("reason").GetString()}");
}
