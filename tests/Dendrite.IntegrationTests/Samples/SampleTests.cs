using Dendrite.IntegrationTests.Testing;

namespace Dendrite.IntegrationTests.Samples;

/// <summary>The programs of docs/samples do what their pages say.</summary>
public sealed class SampleTests
{
    [Fact]
    public async Task WebApp_ItsOwnPageAndDendrites_Answer()
    {
        var (silo, gateway) = LocalPorts.FindTwo();
        await using var app = Start("WebApp", "--urls", "http://127.0.0.1:0", $"--Silo:Port={silo}", $"--Silo:GatewayPort={gateway}");
        var url = await UrlOfAsync(app);
        using var http = new HttpClient();
        Assert.StartsWith("The counter says {\"count\":", await http.GetStringAsync(new Uri(url, "/hello")), StringComparison.Ordinal);
        await using var listener = await SseClient.ConnectAsync(ServeProcess.Resource(url, "samples/counter"));
        await listener.NextAsync("snapshot", "the sample's resource");
        await listener.NextAsync("patch", "the sample's resource");
        await StopAsync(app);
    }

    [Fact]
    public async Task WebApp_FaultyConfiguration_SaysAllAndDoesNotStart()
    {
        await using var app = Start("WebApp", "--urls", "http://127.0.0.1:0", "--Dendrite:Backends:samples:MinInterval=often", "--Dendrite:Heartbeat=never");
        var (code, _, _) = await app.ExitAsync("a faulty configuration");
        Assert.NotEqual(0, code);
        Assert.Contains("Dendrite:Backends:samples:MinInterval is 'often'", app.Printed, StringComparison.Ordinal);
        Assert.Contains("Dendrite:Heartbeat is 'never'", app.Printed, StringComparison.Ordinal);
    }

    /// <summary>A grain inside and a process outside follow one resource and are told the same steps.</summary>
    [Fact]
    public async Task PlainSiloAndClusterClient_OneResource_TheSameSteps()
    {
        var (port, gateway) = LocalPorts.FindTwo();
        await using var silo = Start("PlainSilo", $"--Silo:Port={port}", $"--Silo:GatewayPort={gateway}");
        await LineAsync(silo, "The silo runs.");
        await LineAsync(silo, "Patch");
        await using var client = Start("ClusterClient", $"--Silo:GatewayPort={gateway}");
        await LineAsync(client, "Snapshot");
        var step = await LineAsync(client, "Patch");
        Assert.Contains("/count", step, StringComparison.Ordinal);
        Assert.Equal(step, await LineAsync(silo, step));
        await StopAsync(client);
        await StopAsync(silo);
    }

    private static ChildProcess Start(string sample, params string[] arguments)
    {
        // client/Dendrite.Cli/bin/CONFIGURATION/FRAMEWORK/dendrite
        var framework = Directory.GetParent(ChildProcess.Dendrite)!;
        var root = framework.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        return ChildProcess.Start(Path.Combine(root, "docs/samples", sample, "bin", framework.Parent.Name, framework.Name, sample), arguments);
    }

    private static async Task<Uri> UrlOfAsync(ChildProcess app)
    {
        const string Announcement = "Now listening on: ";
        var line = await LineAsync(app, Announcement);
        return new Uri(line[(line.IndexOf(Announcement, StringComparison.Ordinal) + Announcement.Length)..]);
    }

    private static async Task<string> LineAsync(ChildProcess process, string text)
    {
        while (true)
        {
            var line = await process.LineAsync($"waiting for '{text}'");
            if (line.Contains(text, StringComparison.Ordinal)) return line;
        }
    }

    private static async Task StopAsync(ChildProcess process)
    {
        process.Signal(ChildProcess.Terminate);
        Assert.Equal(0, (await process.ExitAsync("a signal")).Code);
    }
}
