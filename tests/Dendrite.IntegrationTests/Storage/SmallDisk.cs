using System.Diagnostics;
using Dendrite.IntegrationTests.Testing;

namespace Dendrite.IntegrationTests.Storage;

/// <summary>A file system of two megabytes that can be filled and emptied. It is mounted, which needs root on Linux.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public SmallDisk()
    {
        if (Mount("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", Path) is { Length: > 0 } error) throw new InvalidOperationException($"No small disk: {error}");
    }

    /// <summary>Where it is.</summary>
    public string Path => _folder.Path;

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    /// <summary>Why there can be none here; null where there can.</summary>
    public static string? Missing()
    {
        if (Prerequisite.Missing("mount", "umount") is { } missing) return missing;
        if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 }) return null;
        try
        {
            using var trial = new SmallDisk();
            return null;
        }
        catch (InvalidOperationException e)
        {
            return e.Message;
        }
    }

    /// <summary>Takes all the room that is left.</summary>
    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true) file.Write(block);
        }
        catch (IOException)
        {
            // That was the last of it.
        }
    }

    /// <summary>Gives the room back.</summary>
    public void MakeRoom() => File.Delete(Ballast);

    public void Dispose()
    {
        // Lazily, for a process that is about to end may have a file open.
        Mount("umount", "-l", Path);
        _folder.Dispose();
    }

    private static string Mount(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? "" : errors.Trim() + " (" + process.ExitCode + ")";
    }
}
