using System.Diagnostics;

namespace Dendrite.Benchmarks.Edge;

/// <summary>The command and the bare silo as a user would get them: published for Linux on x64, compiled ahead of time.</summary>
internal sealed record PublishedPrograms(string Dendrite, string BareSilo)
{
    /// <summary>Publishes both into a folder, a temporary one where none is named; what is published there already is taken as it is.</summary>
    public static PublishedPrograms Make(string? folder)
    {
        folder = folder is null ? Directory.CreateTempSubdirectory("dendrite-published-").FullName : Path.GetFullPath(folder);
        var benchmarks = AppContext.BaseDirectory[..(AppContext.BaseDirectory.IndexOf(Project, StringComparison.Ordinal) + Project.Length)];
        return new PublishedPrograms(
            Publish(Path.Combine(benchmarks, "..", "..", "client", "Dendrite.Cli"), Path.Combine(folder, "dendrite"), "dendrite"),
            Publish(Path.Combine(benchmarks, "Peers", "BareSilo"), Path.Combine(folder, "bare"), "bare-silo"));
    }

    private static string Project => Path.Combine("tests", "Dendrite.Benchmarks");

    private static string Publish(string project, string folder, string program)
    {
        var file = Path.Combine(folder, program);
        if (File.Exists(file)) return file;
        using var publish = Process.Start(new ProcessStartInfo("dotnet", ["publish", project, "-c", "Release", "-r", "linux-x64", "--no-self-contained", "-o", folder]) { RedirectStandardOutput = true })!;
        var output = publish.StandardOutput.ReadToEnd();
        publish.WaitForExit();
        return publish.ExitCode == 0 ? file : throw new InvalidOperationException($"{project} cannot be published: {output}");
    }
}
