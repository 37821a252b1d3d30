using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Dendrite.Benchmarks.Diff;

/// <summary>The npm libraries: installed into the output folder, run by Node on the same pairs.</summary>
internal static class Peers
{
    private static readonly string[] Packages = ["fast-json-patch@3.1.1", "jsondiffpatch@0.7.7", "just-diff@6.0.2", "rfc6902@5.4.0"];

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "node_peers");

    /// <summary>Installs the libraries and lays down the pairs.</summary>
    public static void Prepare(IReadOnlyList<PollPair> pairs)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "package.json"), """{"private":true}""");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Diff", "peers.mjs"), Path.Combine(Folder, "peers.mjs"), true);
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "rfc6902"))) Execute("npm", ["install", "--no-audit", "--no-fund", .. Packages]);
        foreach (var pair in pairs)
        {
            File.WriteAllText(Path.Combine(Folder, $"{pair.Name}.old.json"), pair.Old);
            File.WriteAllText(Path.Combine(Folder, $"{pair.Name}.new.json"), pair.New);
        }
    }

    public static IEnumerable<Measurement> Measure(PollPair pair, TimeSpan time, string? without)
    {
        var milliseconds = ((int)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        foreach (var package in Packages)
        {
            var library = package[..package.IndexOf('@', 1)];
            if (library == without) continue;
            Console.Error.WriteLine($"{library} on {pair.Name} …");
            var line = Execute("node", ["--expose-gc", "--max-semi-space-size=512", "--stack-size=4000", "peers.mjs", library, pair.Name, milliseconds]);
            if (line.Length == 0)
            {
                yield return Measurement.Unfinished(pair.Name, package);
                continue;
            }
            using var result = JsonDocument.Parse(line);
            var root = result.RootElement;
            yield return new(pair.Name, package, root.GetProperty("bytes").GetInt32(), root.GetProperty("median").GetDouble(), root.GetProperty("p95").GetDouble(), root.GetProperty("allocated").GetInt64());
        }
    }

    /// <summary>What the command prints; nothing where it fails, runs out of memory or takes longer than two minutes.</summary>
    private static string Execute(string command, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill(true);
            Console.Error.WriteLine($"{command} {string.Join(' ', arguments)} took longer than two minutes");
            return "";
        }
        if (process.ExitCode == 0) return output.GetAwaiter().GetResult().Trim();
        Console.Error.WriteLine($"{command} ended with {process.ExitCode}: {error.GetAwaiter().GetResult().Split('\n').FirstOrDefault(l => l.Contains("rror"))}");
        return "";
    }
}
