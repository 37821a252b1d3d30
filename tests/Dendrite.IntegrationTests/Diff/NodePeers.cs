using System.Diagnostics;

namespace Dendrite.Diff;

/// <summary>Two npm libraries, installed once beside the built tests, and the script that drives them.</summary>
internal static class NodePeers
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Sends lines to the script and gives the lines that it answers.</summary>
    public static async Task<string[]> RunAsync(IEnumerable<string> lines)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "node_peers");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), """{"private":true,"dependencies":{"fast-json-patch":"3.1.1","rfc6902":"5.4.0"}}""");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Diff", "peers.mjs"), Path.Combine(folder, "peers.mjs"), true);
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "rfc6902"))) await ExecuteAsync(folder, "npm", "install", "--no-audit", "--no-fund");
        await File.WriteAllLinesAsync(Path.Combine(folder, "pairs.jsonl"), lines);
        await ExecuteAsync(folder, "node", "peers.mjs", "pairs.jsonl", "answers.jsonl");
        return await File.ReadAllLinesAsync(Path.Combine(folder, "answers.jsonl"));
    }

    private static async Task ExecuteAsync(string folder, string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start.");
        using var limit = new CancellationTokenSource(Limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(true);
            throw new TimeoutException($"{command} {string.Join(' ', arguments)} took longer than {Limit}.");
        }
        Assert.True(process.ExitCode == 0, $"{command} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await output} {await error}");
    }
}
