using System.Diagnostics;
using System.Globalization;

namespace Dendrite.Engine;

/// <summary>
/// A child process that writes a grain's state is killed with SIGKILL a hundred times while it writes. Each time the next
/// one must read at least what the last had acknowledged, and no more than it had begun.
/// </summary>
public sealed class CrashTests
{
    private const int Kills = 100;

    [Fact]
    public async Task Store_ProcessKilledWhileWriting_HoldsEveryAcknowledgedWrite()
    {
        if (typeof(Grain).Assembly.GetName().Name != "Dendrite.Embedded") return;
        var file = Path.Combine(Path.GetTempPath(), $"dendrite-crash-{Guid.NewGuid():N}.db");
        var random = new Random(20300101);
        var acknowledged = 0L;
        for (var kill = 0; kill < Kills; kill++)
        {
            using var child = Start(file);
            var found = long.Parse((await child.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
            Assert.InRange(found, acknowledged, acknowledged + 1);
            acknowledged = found;
            var enough = acknowledged + random.Next(1, 30);
            while (acknowledged < enough && await child.StandardOutput.ReadLineAsync() is { } line) acknowledged = long.Parse(line, CultureInfo.InvariantCulture);
            child.Kill();
            // What the child had printed before it died was acknowledged too.
            while (await child.StandardOutput.ReadLineAsync() is { Length: > 0 } line)
            {
                if (long.TryParse(line, CultureInfo.InvariantCulture, out var number)) acknowledged = Math.Max(acknowledged, number);
            }
            await child.WaitForExitAsync();
        }
        foreach (var left in Directory.EnumerateFiles(Path.GetTempPath(), Path.GetFileName(file) + "*")) File.Delete(left);
        Assert.True(acknowledged >= Kills, $"only {acknowledged} writes in {Kills} lives");
    }

    private static Process Start(string file)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "exec", typeof(CrashTests).Assembly.Location, CrashWriter.Verb, file }) start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }
}
