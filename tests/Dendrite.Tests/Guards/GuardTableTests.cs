using Dendrite.Cli.Guards;
using Dendrite.Protocol;
using Spectre.Console;

namespace Dendrite.Guards;

/// <summary>What operators see on terminals of all widths.</summary>
public sealed class GuardTableTests
{
    private const string Overview = """
        {"at":"2026-01-02T03:04:05Z","guards":[
          {"name":"github","breaker":{"state":"forced-open","since":null,"by":"","reason":""},"traffic":[1,2,3],"requestsPerSecond":12.34,"errorPercentage":1.5,"latency":{"p50":1,"p90":2,"p99":3},"inFlight":4},
          {"name":"a-backend-with-a-name-that-is-longer-than-a-terminal","breaker":{"state":"closed","since":null,"by":"","reason":""},"traffic":[],"requestsPerSecond":0,"errorPercentage":null,"latency":{},"inFlight":0}],
         "resources":[{"address":"github/repos/dotnet/orleans/events?per_page=100","listeners":1234,"intervalMs":30000,"polls":1,"notModified":2,"updates":3}]}
        """;

    /// <summary>At 40 columns each cell was folded into a column of letters.</summary>
    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    public void Top_OnATerminal_HasARowEachAndFits(int width)
    {
        var lines = Render(width);
        Assert.All(lines, line => Assert.InRange(line.TrimEnd().Length, 0, width));
        Assert.Contains(lines, line => line.Contains("github", StringComparison.Ordinal) && line.Contains("forced-open", StringComparison.Ordinal) && line.Contains("12.3", StringComparison.Ordinal) && line.Contains("1.5 %", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("closed", StringComparison.Ordinal) && line.Contains("0.0", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("1234", StringComparison.Ordinal) && line.Contains("30000 ms", StringComparison.Ordinal));
        Assert.InRange(lines.Length, 6, 20);
    }

    private static string[] Render(int width)
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = width;
        console.Write(TopCommand.Render(Utf8Json.FromText(Overview), width, 30));
        return text.ToString().TrimEnd().Split('\n');
    }
}
