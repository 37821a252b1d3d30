using System.Text.Json;
using Dendrite.Cli;
using Dendrite.Cli.Doctor;
using Dendrite.Protocol;
using Dendrite.Resources;
using Spectre.Console;

namespace Dendrite.Doctor;

/// <summary>How an examination and a log are told.</summary>
public sealed class DoctorReportTests
{
    private static readonly ResourceAddress Address = new("api.example", "v1/tasks", "token=secret");

    [Fact]
    public void Report_ForPrograms_IsOneLineWithFindingsAndSettings()
    {
        var line = ReportOf("volatile-members", "the time of the answer").ToJson().ToJsonString(DoctorReport.OneLine);
        Assert.DoesNotContain('\n', line);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(line);
        Assert.Equal(["findings", "settings"], json.RootElement.EnumerateObject().Take(2).Select(member => member.Name));
        var finding = Assert.Single(json.RootElement.GetProperty("findings").EnumerateArray());
        Assert.Equal(["kind", "evidence", "advice"], finding.EnumerateObject().Select(member => member.Name));
        Assert.Equal(JsonValueKind.Object, json.RootElement.GetProperty("settings").GetProperty("Backends").GetProperty("api.example").ValueKind);
        Assert.Equal(("api.example/v1/tasks", 100), (json.RootElement.GetProperty("address").GetString(), json.RootElement.GetProperty("savings").GetProperty("listeners").GetInt32()));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Report_ForPeople_FitsTheTerminal(int width)
    {
        var report = ReportOf("rate-limit", "milliseconds, by minute");
        var lines = Printed(width, report.WriteTo);
        Assert.All(lines, line => Assert.True(line.TrimEnd().Length <= width, line));
        Assert.Contains(lines, line => line.StartsWith("rate-limit  ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("\"Backends\"", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("100 clients that each ask every 5 s", StringComparison.Ordinal));
    }

    [Fact]
    public void Report_OfACleanApi_SaysSo()
    {
        var diagnosis = ScriptedApi.Examine(CleanApis.All["a strong tag"]);
        Assert.Contains("Nothing odd was found.", Printed(80, new DoctorReport(diagnosis, Address, null).WriteTo));
    }

    /// <summary>What an API says must not speak to the terminal.</summary>
    [Fact]
    public void Report_WithControlCharacters_PrintsNone()
    {
        var diagnosis = ScriptedApi.Examine(_ => ApiReply.Json("<a/>", "Content-Type: x/\u001b[31mred"));
        Assert.DoesNotContain(Printed(80, new DoctorReport(diagnosis, Address, null).WriteTo), line => line.Any(char.IsControl));
    }

    [Fact]
    public void LogReport_ForPeople_FitsTheTerminal()
    {
        var forecast = new AccessLogForecast(TimeSpan.FromSeconds(5));
        for (var i = 0; i < 40; i++) forecast.Add($"10.0.0.1 - - [01/Jan/2030:00:00:{i:00} +0000] \"GET /{new string('a', 200)}/{i % 3}?token=secret HTTP/1.1\" 200 1000");
        var lines = Printed(80, new LogReport(forecast).WriteTo);
        Assert.All(lines, line => Assert.True(line.TrimEnd().Length <= 80, line));
        Assert.DoesNotContain(lines, line => line.Contains("secret", StringComparison.Ordinal));
        Assert.StartsWith("40 GETs in 40 lines", lines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("doctor needs a URL", "doctor")]
    [InlineData("'nowhere' is not an http or https URL.", "doctor", "nowhere")]
    [InlineData("has a user name or password in it", "doctor", "http://u:p@h/x")]
    [InlineData("--for '2h' is not a duration from 1s to 10m", "doctor", "http://h/x", "--for", "2h")]
    [InlineData("--interval '1' is not a duration", "doctor", "http://h/x", "--interval", "1")]
    [InlineData("--listeners 'many' is not a whole number", "doctor", "http://h/x", "--listeners", "many")]
    [InlineData("--header a: is there twice", "doctor", "http://h/x", "--header", "A: 1", "--header", "a: 2")]
    [InlineData("one of them is enough", "doctor", "http://h/x", "--log", "f")]
    [InlineData("--listeners is for a URL", "doctor", "--log", "f", "--listeners", "5")]
    public void WrongUse_IsSaidInALine(string expected, params string[] args)
    {
        var errors = new StringWriter();
        Assert.Equal(2, WrongUse.Tell(Program.BuildRoot(args[0]).Parse(args), errors));
        var lines = errors.ToString().TrimEnd().Split(Environment.NewLine);
        Assert.Equal(2, lines.Length);
        Assert.Contains(expected, lines[0], StringComparison.Ordinal);
    }

    private static DoctorReport ReportOf(string kinds, string variant)
    {
        var diagnosis = ScriptedApi.Examine(OddApis.All.Single(api => api.Kinds == kinds && api.Variant == variant).Script);
        return new DoctorReport(diagnosis, Address, Savings.Expect(diagnosis, 100, TimeSpan.FromSeconds(5)));
    }

    private static string[] Printed(int width, Action<IAnsiConsole> write)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = width;
        write(console);
        return [.. text.ToString().ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())];
    }
}
