using System.Text.Json;
using Dendrite.IntegrationTests.Testing;

namespace Dendrite.IntegrationTests.Cli;

/// <summary><c>dendrite demo</c> where standard output is no terminal.</summary>
public sealed class DemoCommandTests
{
    [Fact]
    public async Task Demo_Seconds_LinesThenTotals()
    {
        await using var demo = ChildProcess.Run("demo", "--seconds", "3");
        Assert.Contains("curl -N", await demo.ErrorLineAsync("the hint", "curl"), StringComparison.Ordinal);
        var (code, output, errors) = await demo.ExitAsync("--seconds 3 is over");
        Assert.Equal(0, code);
        Assert.Empty(errors);
        var lines = output.Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        Assert.Equal("snapshot", lines[0].GetProperty("event").GetString());
        Assert.All(lines[1..^1], l => Assert.Equal("patch", l.GetProperty("event").GetString()));
        var totals = lines[^1];
        Assert.InRange(totals.GetProperty("seconds").GetDouble(), 2.5, 10);
        Assert.Equal(lines.Length - 2, totals.GetProperty("updates").GetInt64());
        Assert.InRange(totals.GetProperty("updates").GetInt64(), 1, 20);
        Assert.True(totals.GetProperty("notModified").GetInt64() > 0);
        Assert.True(totals.GetProperty("polls").GetInt64() >= totals.GetProperty("notModified").GetInt64() + totals.GetProperty("updates").GetInt64());
        Assert.True(totals.GetProperty("bytesReceived").GetInt64() < totals.GetProperty("bytesPolling").GetInt64(), totals.GetRawText());
    }

    [Theory]
    [InlineData(ChildProcess.Interrupt)]
    [InlineData(ChildProcess.Terminate)]
    public async Task Demo_Signal_TotalsAndExitCode0(int signal)
    {
        await using var demo = ChildProcess.Run("demo");
        await demo.LineAsync("the snapshot");
        demo.Signal(signal);
        var (code, output, _) = await demo.ExitAsync("Ctrl-C");
        Assert.Equal(0, code);
        Assert.Contains("\"bytesPolling\"", output[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_ReaderOfThePipeGoes_EndsQuietly()
    {
        await using var piped = ChildProcess.Start("bash", ["-c", "\"$0\" demo | head -1; exit ${PIPESTATUS[0]}", ChildProcess.Dendrite]);
        await piped.LineAsync("head prints the first line");
        var (code, _, errors) = await piped.ExitAsync("the reader of the pipe has gone");
        Assert.Equal(0, code);
        Assert.DoesNotContain(errors, e => e.Contains("   at ", StringComparison.Ordinal) || e.Contains("Broken pipe", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("soon")]
    public async Task Demo_SecondsWrong_ExitCode2(string seconds)
    {
        await using var demo = ChildProcess.Run("demo", "--seconds", seconds);
        Assert.Equal(2, (await demo.ExitAsync("wrong use")).Code);
    }

    [Fact]
    public async Task Demo_UrlTaken_ExitCode1()
    {
        await using var other = new ScriptedBackend();
        await using var demo = ChildProcess.Run("demo", "--urls", other.BaseAddress.GetLeftPart(UriPartial.Authority));
        var (code, _, errors) = await demo.ExitAsync("a port that is taken");
        Assert.Equal(1, code);
        Assert.DoesNotContain(errors, e => e.Contains("   at ", StringComparison.Ordinal));
    }
}
