using System.Globalization;
using System.Text.Json;
using Dendrite.Protocol;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Dendrite.Cli.Demo;

/// <summary>Draws the demo: the tasks as the document has them now, and the totals.</summary>
internal static class DemoScreen
{
    private const int FixedRows = 11;
    private const int BarWidth = 20;
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static IRenderable Render(Utf8Json document, DemoTotals totals, string curl, string console, int height)
    {
        using var parsed = JsonDocument.Parse(document.Memory);
        var tasks = parsed.RootElement.GetProperty("data").Deserialize<TransferTask[]>(Json)!;
        var shown = Math.Clamp(height - FixedRows, 3, tasks.Length);

        var table = new Table().Border(TableBorder.Rounded).Title($"transfer/task_list, {tasks.Length} tasks, live");
        table.AddColumn("task").AddColumn("label").AddColumn("status").AddColumn("progress").AddColumn(new TableColumn("MB/s").RightAligned());
        foreach (var task in tasks.Take(shown)) table.AddRow(RowOf(task));
        return new Rows(
            table,
            new Text(tasks.Length > shown ? $"… and {tasks.Length - shown} more" : ""),
            new Markup(Summary(totals)),
            new Text($"The console is at {console}"),
            new Text("Watch it from another terminal:"),
            new Text("  " + curl));
    }

    private static IRenderable[] RowOf(TransferTask task)
    {
        var share = (double)task.BytesTransferred / task.BytesTotal;
        var filled = (int)(share * BarWidth);
        var colour = task.Status switch { "SUCCEEDED" => "green", "INACTIVE" => "grey", _ => "yellow" };
        return
        [
            new Text(task.TaskId), new Text(task.Label), new Markup($"[{colour}]{task.Status}[/]"),
            new Markup($"[{colour}]{new string('█', filled)}[/][grey]{new string('░', BarWidth - filled)}[/] {share.ToString("P0", CultureInfo.InvariantCulture)}"),
            new Text(task.Status == "ACTIVE" ? task.MegabytesPerSecond.ToString("0.0", CultureInfo.InvariantCulture) : ""),
        ];
    }

    private static string Summary(DemoTotals totals) => string.Create(
        CultureInfo.InvariantCulture,
        $"[bold]{totals.Polls}[/] polls ({totals.NotModified} answered 304), [bold]{totals.Updates}[/] updates, [bold]{Size(totals.BytesReceived)}[/] received; a polling client would have received [bold]{Size(totals.BytesPolling)}[/]");

    private static string Size(long bytes) => bytes < 1_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} KB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.00} MB");
}
