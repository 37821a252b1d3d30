using System.Diagnostics;
using System.Text.Json;
using Dendrite.IntegrationTests.Testing;
using Microsoft.Playwright;

namespace Dendrite.IntegrationTests.WebConsole;

/// <summary>The npm package axe-core, installed once beside the built tests: what of a page people can't use who see or move otherwise.</summary>
internal static class AxeCore
{
    private const string Run =
        """
        axe.run(document, { resultTypes: ["violations"] }).then(result => JSON.stringify(
          result.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target.join(" ")}: ${n.failureSummary}`))))
        """;

    private static readonly SemaphoreSlim Installing = new(1);

    /// <summary>What is wrong with the page as it is now, a line for each place.</summary>
    public static async Task<string[]> ViolationsAsync(IPage page)
    {
        // Evaluated, for the page's own policy lets no script in but its server's.
        if (!await page.EvaluateAsync<bool>("typeof axe !== 'undefined'")) await page.EvaluateAsync(await ReadAsync() + ";undefined");
        return JsonSerializer.Deserialize<string[]>(await page.EvaluateAsync<string>(Run))!;
    }

    private static async Task<string> ReadAsync()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "node_axe");
        var script = Path.Combine(folder, "node_modules", "axe-core", "axe.min.js");
        await Installing.WaitAsync();
        try
        {
            if (!File.Exists(script))
            {
                Directory.CreateDirectory(folder);
                await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), """{"private":true,"dependencies":{"axe-core":"4.14.1"}}""");
                using var npm = Process.Start(new ProcessStartInfo("npm", ["install", "--no-audit", "--no-fund"]) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
                var said = npm.StandardOutput.ReadToEndAsync();
                await Wait.ForAsync("installing", "axe-core", "an end", npm.WaitForExitAsync());
                Assert.True(npm.ExitCode == 0, await said);
            }
            return await File.ReadAllTextAsync(script);
        }
        finally
        {
            Installing.Release();
        }
    }
}
