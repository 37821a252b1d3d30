using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dendrite.Protocol;
using Dendrite.Resources;
using Spectre.Console;

namespace Dendrite.Cli.Doctor;

/// <summary>What an examination came to, for people and for programs.</summary>
/// <param name="diagnosis">What was found.</param>
/// <param name="address">What was watched.</param>
/// <param name="savings">What would be spared; null where that can't be said.</param>
internal sealed class DoctorReport(Diagnosis diagnosis, ResourceAddress address, Savings? savings)
{
    /// <summary>How JSON is printed in one line, with the characters of the texts as they are.</summary>
    public static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions Indented = new(OneLine) { WriteIndented = true };

    /// <summary>The findings, the settings, and what else was learned. The address is without its query: there may be credentials in it.</summary>
    public JsonObject ToJson()
    {
        var chart = diagnosis.Chart;
        var list = ListChecks.IdentityOf(chart);
        return new JsonObject
        {
            ["findings"] = new JsonArray([.. diagnosis.Findings.Select(finding => (JsonNode)new JsonObject { ["kind"] = finding.Kind, ["evidence"] = finding.Evidence, ["advice"] = finding.Advice })]),
            ["settings"] = SettingsText.Of(diagnosis.Settings, address.Path),
            ["address"] = $"{address.Backend}/{address.Path}",
            ["requests"] = chart.All.Count,
            ["seconds"] = Math.Round((chart.All[^1].Received - chart.All[0].At).TotalSeconds, 1),
            ["statuses"] = new JsonObject(chart.Answers.GroupBy(answer => answer.Status).OrderBy(group => group.Key).Select(group => KeyValuePair.Create(group.Key.ToString(CultureInfo.InvariantCulture), (JsonNode?)group.Count()))),
            ["documents"] = chart.Documents.Count,
            ["changes"] = chart.RealSteps.Count(),
            ["list"] = list is null ? null : new JsonObject { ["path"] = list.Pointer, ["items"] = list.Items, ["key"] = list.Key },
            ["savings"] = savings is null ? null : new JsonObject
            {
                ["listeners"] = savings.Listeners,
                ["interval"] = Wording.Setting(savings.Interval),
                ["requestsPerHour"] = new JsonObject { ["before"] = savings.RequestsBefore, ["after"] = savings.RequestsAfter },
                ["bytesPerHour"] = new JsonObject { ["before"] = savings.BytesBefore, ["after"] = savings.BytesAfter },
                ["spared"] = Math.Round(savings.Spared, 4),
            },
        };
    }

    /// <summary>Prints it, folded to the width of the terminal.</summary>
    public void WriteTo(IAnsiConsole console)
    {
        var chart = diagnosis.Chart;
        var statuses = string.Join(", ", chart.Answers.GroupBy(answer => answer.Status).OrderBy(group => group.Key).Select(group => $"{group.Count()} × {group.Key}"));
        console.WriteLine($"{Wording.Count(chart.All.Count, "request")} in {Wording.Time(chart.All[^1].Received - chart.All[0].At)}: {statuses}; {Wording.Count(chart.RealSteps.Count(), "change")} of the document.");
        console.WriteLine();
        if (diagnosis.Findings.Count == 0) console.WriteLine("Nothing odd was found.");
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().Padding(0, 0, 2, 0)).AddColumn(new GridColumn().Padding(0, 0, 0, 0));
        foreach (var finding in diagnosis.Findings)
        {
            grid.AddRow(new Text(finding.Kind, new Style(Color.Yellow)), new Text(PlainText.Line(finding.Evidence)));
            grid.AddRow(new Text(""), new Text(PlainText.Line(finding.Advice), new Style(Color.Grey)));
        }
        console.Write(grid);
        if (ListChecks.IdentityOf(chart) is { Key: { } key } list) console.WriteLine($"Items of the list {(list.Pointer.Length == 0 ? "" : $"at {PlainText.Line(list.Pointer)} ")}are told apart by {PlainText.Line(key)}.");
        console.WriteLine();
        console.WriteLine("Settings:");
        console.Write(new Text(SettingsText.Of(diagnosis.Settings, address.Path).ToJsonString(Indented)));
        console.WriteLine();
        if (savings is null) return;
        console.WriteLine();
        console.Write(new Text(string.Create(CultureInfo.InvariantCulture,
            $"{Wording.Count(savings.Listeners, "client")} that each ask every {Wording.Time(savings.Interval)} are {savings.RequestsBefore} requests and {Wording.Size(savings.BytesBefore)} an hour; polled once for all, {savings.RequestsAfter} requests and {Wording.Size(savings.BytesAfter)}: {savings.Spared:0.0%} of the requests are spared.")));
        console.WriteLine();
    }
}
