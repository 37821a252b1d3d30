using System.Globalization;
using System.Text.Json.Nodes;
using Dendrite.Protocol;
using Dendrite.Resources;
using Spectre.Console;

namespace Dendrite.Cli.Doctor;

/// <summary>What would be spared of an access log, for people and for programs.</summary>
internal sealed class LogReport(AccessLogForecast forecast)
{
    private const int MostPaths = 20;

    /// <summary>The totals, and the paths of which the most is spared.</summary>
    public JsonObject ToJson() => new()
    {
        ["interval"] = Wording.Setting(forecast.Interval),
        ["lines"] = forecast.Lines,
        ["unread"] = forecast.Unread,
        ["others"] = forecast.Others,
        ["beyond"] = forecast.Beyond,
        ["gets"] = forecast.Gets,
        ["spared"] = forecast.Spared,
        ["sparedShare"] = Share(forecast.Spared, forecast.Gets),
        ["notModifiedShare"] = Share(forecast.NotModified, forecast.Gets),
        ["bytes"] = forecast.Bytes,
        ["from"] = forecast.First?.ToString("O", CultureInfo.InvariantCulture),
        ["to"] = forecast.Last?.ToString("O", CultureInfo.InvariantCulture),
        ["paths"] = new JsonArray([.. forecast.Paths(MostPaths).Select(path => (JsonNode)new JsonObject
        {
            ["path"] = path.Path,
            ["addresses"] = path.Addresses,
            ["gets"] = path.Gets,
            ["spared"] = path.Spared,
            ["sparedShare"] = Share(path.Spared, path.Gets),
            ["notModifiedShare"] = Share(path.NotModified, path.Gets),
            ["bytes"] = path.Bytes,
        })]),
    };

    /// <summary>Prints it, folded to the width of the terminal.</summary>
    public void WriteTo(IAnsiConsole console)
    {
        console.Write(new Text(string.Create(CultureInfo.InvariantCulture,
            $"{Wording.Count(forecast.Gets, "GET")} in {Wording.Count(forecast.Lines, "line")}, {forecast.Unread} of which could not be read. Polled once in {Wording.Time(forecast.Interval)} for all, {forecast.Spared} would be spared ({Share(forecast.Spared, forecast.Gets):0.0%}); {Share(forecast.NotModified, forecast.Gets):0.0%} were 304.")));
        console.WriteLine();
        var table = new Table().Border(TableBorder.None).AddColumn(new TableColumn("path").Padding(0, 2)).AddColumn(new TableColumn("GETs").RightAligned().NoWrap()).AddColumn(new TableColumn("spared").RightAligned().NoWrap()).AddColumn(new TableColumn("304").RightAligned().NoWrap()).AddColumn(new TableColumn("bytes").RightAligned().NoWrap());
        foreach (var path in forecast.Paths(MostPaths))
        {
            table.AddRow(
                new Text(PlainText.Line(path.Path)), new Text(path.Gets.ToString(CultureInfo.InvariantCulture)), new Text(Share(path.Spared, path.Gets).ToString("0.0%", CultureInfo.InvariantCulture)),
                new Text(Share(path.NotModified, path.Gets).ToString("0.0%", CultureInfo.InvariantCulture)), new Text(Wording.Size(path.Bytes)));
        }
        console.Write(table);
    }

    private static double Share(long part, long whole) => whole == 0 ? 0 : Math.Round((double)part / whole, 4);
}
