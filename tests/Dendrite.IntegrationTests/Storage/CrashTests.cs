using System.Diagnostics;
using System.Globalization;
using Dendrite.IntegrationTests.Testing;
using Dendrite.Testing;

namespace Dendrite.IntegrationTests.Storage;

/// <summary>
/// A child process that writes a grain's state is killed with SIGKILL again and again while it writes. Each time the next
/// one must read at least what the last had acknowledged, and no more than it had begun.
/// </summary>
public sealed class CrashTests
{
    private static readonly int Kills = Soak.Count(10, 300);

    [Fact]
    public Task Store_ProcessKilledWhileWriting_HoldsEveryAcknowledgedWrite() => Property.CheckAsync(1, async random =>
    {
        using var folder = new TemporaryDirectory();
        var acknowledged = 0L;
        for (var kill = 0; kill < Kills; kill++)
        {
            using var child = Start(folder.Path);
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
        Assert.True(acknowledged >= Kills, $"only {acknowledged} writes in {Kills} lives");
    }, soak: 1);

    private static Process Start(string directory)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "exec", typeof(CrashTests).Assembly.Location, CrashWriter.Verb, directory }) start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }
}
