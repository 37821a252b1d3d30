using System.Diagnostics;
using System.Text.Json;
using Dendrite.Contracts.Guards;
using Dendrite.IntegrationTests.Testing;
using Dendrite.Protocol;

namespace Dendrite.IntegrationTests.Admin;

/// <summary><c>dendrite breakers</c>, <c>metrics</c> and <c>top</c> as processes of their own, with their output in a pipe.</summary>
public sealed class AdminCommandTests : IAsyncLifetime
{
    private readonly ScriptedBackend _backend = new();
    private TestSilo _silo = null!;

    public async Task InitializeAsync() => _silo = await TestSilo.StartAsync(_backend);

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        await _backend.DisposeAsync();
    }

    [Fact]
    public async Task Breakers_TripAndList_ArePrintedAsLinesOfJson()
    {
        var trip = await RunAsync("breakers", "force-open", "b", "--reason", "too slow");
        Assert.Equal((0, ""), (trip.Code, trip.Error));
        Assert.Equal("forced-open", JsonElement.Parse(trip.Output).GetProperty("breaker").GetProperty("state").GetString());
        Assert.Equal("too slow", (await _silo.Grains.GetBreaker(new GuardKey("b")).GetAsync()).Reason);
        var list = await RunAsync("breakers");
        var line = JsonElement.Parse(Assert.Single(list.Output.TrimEnd('\n').Split('\n')));
        Assert.Equal(("b", "forced-open"), (line.GetProperty("name").GetString(), line.GetProperty("breaker").GetProperty("state").GetString()));
    }

    /// <summary>What is kept, logged and shown of a reason is a line, whoever gave it.</summary>
    [Fact]
    public async Task Breakers_ReasonWithEscapes_IsCleanedWhereItEnters()
    {
        var trip = await RunAsync("breakers", "trip", "b", "--reason", "\u001b[31mred\u001b[0m\nnext\u009b2J");
        Assert.Equal("[31mred [0m next 2J", JsonElement.Parse(trip.Output).GetProperty("breaker").GetProperty("reason").GetString());
        Assert.Equal("[31mred [0m next 2J", (await _silo.Grains.GetBreaker(new GuardKey("b")).GetAsync()).Reason);
    }

    [Fact]
    public async Task MetricsAndTop_InAPipe_ArePrintedAsLinesOfJson()
    {
        var metrics = await RunAsync("metrics");
        Assert.Equal("b", JsonElement.Parse(Assert.Single(metrics.Output.TrimEnd('\n').Split('\n'))).GetProperty("name").GetString());
        var top = await RunAsync("top", "--count", "2");
        Assert.Equal(0, top.Code);
        var lines = top.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.Equal("b", JsonElement.Parse(line).GetProperty("guards")[0].GetProperty("name").GetString()));
    }

    [Fact]
    public async Task BackendsAndResources_InAPipe_ArePrintedAsLinesOfJsonAndCommandsAreDone()
    {
        await using var listener = await _silo.ListenAsync("b/tasks?x=1");
        await listener.NextAsync();
        var backends = await RunAsync("backends");
        Assert.Equal("b", JsonElement.Parse(Assert.Single(backends.Output.TrimEnd('\n').Split('\n'))).GetProperty("name").GetString());
        var list = await RunAsync("resources");
        Assert.Equal("b/tasks?x=1", JsonElement.Parse(Assert.Single(list.Output.TrimEnd('\n').Split('\n'))).GetProperty("address").GetString());
        var pause = await RunAsync("resources", "pause", "b/tasks?x=1", "--reason", "too slow");
        Assert.Equal((0, ""), (pause.Code, pause.Error));
        Assert.Contains("Paused by", (await listener.NextAsync("stale", "paused")).Data, StringComparison.Ordinal);
        var show = JsonElement.Parse((await RunAsync("resources", "show", "b/tasks?x=1")).Output);
        Assert.True(show.GetProperty("resource").GetProperty("paused").GetBoolean());
        var id = Assert.Single(show.GetProperty("listeners").EnumerateArray()).GetProperty("id").ToString();
        Assert.Equal(0, (await RunAsync("resources", "disconnect", "b/tasks?x=1", "--listener", id, "--reason", "too greedy")).Code);
        await listener.NextAsync("failure", "disconnected");
    }

    [Fact]
    public async Task Resources_Faults_HaveTheirExitCodes()
    {
        (string Error, string[] Args)[] faults =
        [
            ("needs --reason", ["resources", "pause", "b/x"]),
            ("is not a verb", ["resources", "explode", "b/x"]),
            ("needs an address", ["resources", "show"]),
            ("needs --listener", ["resources", "disconnect", "b/x", "--reason", "r"]),
            ("There is no backend 'none'", ["resources", "show", "none/x"]),
        ];
        foreach (var (error, args) in faults)
        {
            var run = await RunAsync(args);
            Assert.Equal(2, run.Code);
            Assert.Contains(error, run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Top_ReaderOfThePipeGoes_EndsQuietly()
    {
        await using var shell = ChildProcess.Start("bash", ["-c", "\"$0\" top --server \"$1\" | head -1; exit ${PIPESTATUS[0]}", ChildProcess.Dendrite, _silo.Url.ToString()]);
        await shell.LineAsync("head prints the first line");
        var (code, _, errors) = await shell.ExitAsync("the reader of the pipe has gone");
        Assert.Equal(0, code);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Breakers_Faults_HaveTheirExitCodes()
    {
        async Task AssertFailsAsync(int code, string error, params string[] args)
        {
            var run = await RunAsync(args);
            Assert.Equal((code, ""), (run.Code, run.Output.StartsWith("Description", StringComparison.Ordinal) ? "" : run.Output.Split("Description")[0].Trim()));
            Assert.Contains(error, run.Error, StringComparison.Ordinal);
        }
        await AssertFailsAsync(2, "needs --reason", "breakers", "trip", "b");
        await AssertFailsAsync(2, "is not a verb", "breakers", "explode", "b", "--reason", "r");
        await AssertFailsAsync(2, "There is no guard 'none'", "breakers", "trip", "none", "--reason", "r");
        await AssertFailsAsync(3, "cannot be reached", "breakers", "--server", "http://127.0.0.1:1");
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "dendrite.dll"));
        foreach (var arg in args) start.ArgumentList.Add(arg);
        if (!args.Contains("--server"))
        {
            start.ArgumentList.Add("--server");
            start.ArgumentList.Add(_silo.Url.ToString());
        }
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await Wait.ForAsync("running", string.Join(' ', args), "an end", process.WaitForExitAsync());
        return (process.ExitCode, await output, await error);
    }
}
