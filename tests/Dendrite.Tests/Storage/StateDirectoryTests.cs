using System.Diagnostics;
using System.Globalization;
using Dendrite.Hosting.Storage;

namespace Dendrite.Storage;

public sealed class StateDirectoryTests : IDisposable
{
    private readonly StateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Take_NoDirectoryYet_MakesItWithItsParents()
    {
        var path = Path.Combine(_folder.Path, "a", "b");
        using var directory = StateDirectory.Take(path);
        Assert.Equal((path, Path.Combine(path, "dendrite.db")), (directory.Path, directory.StateFile));
        Assert.True(Directory.Exists(path));
    }

    [Fact]
    public void Take_RelativePath_IsMadeFull()
    {
        using var directory = StateDirectory.Take(Path.GetRelativePath(Environment.CurrentDirectory, _folder.Path));
        Assert.Equal(_folder.Path, directory.Path);
    }

    [Fact]
    public void Take_Twice_IsRefusedNamingTheProcess()
    {
        using var directory = StateDirectory.Take(_folder.Path);
        AssertRefused(_folder.Path, $"in use by process {Environment.ProcessId};");
    }

    [Fact]
    public void Take_HolderHasNotYetSaidWhoItIs_IsRefusedAllTheSame()
    {
        using var directory = StateDirectory.Take(_folder.Path);
        File.Delete(Path.Combine(_folder.Path, "dendrite.pid"));
        AssertRefused(_folder.Path, "in use by another process;");
    }

    [Fact]
    public void Take_Disposed_IsFreeAgainAndLeavesNoNumber()
    {
        var first = StateDirectory.Take(_folder.Path);
        first.Dispose();
        Assert.False(File.Exists(Path.Combine(_folder.Path, "dendrite.pid")));
        using var second = StateDirectory.Take(_folder.Path);
        // The number is the second's now.
        first.Dispose();
        AssertRefused(_folder.Path, $"in use by process {Environment.ProcessId};");
    }

    /// <summary>What a process that was killed leaves behind.</summary>
    [Fact]
    public void Take_FilesOfADeadProcess_AreNoHindrance()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "dendrite.lock"), "");
        File.WriteAllText(Path.Combine(_folder.Path, "dendrite.pid"), "1");
        using var directory = StateDirectory.Take(_folder.Path);
        AssertRefused(_folder.Path, $"in use by process {Environment.ProcessId};");
    }

    [Fact]
    public async Task Take_HeldByAnotherProcess_IsRefusedNamingIt()
    {
        // What .NET takes is the lock of flock(1), which ends with the process.
        using var holder = Process.Start(new ProcessStartInfo("flock", [Path.Combine(_folder.Path, "dendrite.lock"), "cat"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await holder.StandardInput.WriteLineAsync("held");
        await holder.StandardInput.FlushAsync();
        Assert.Equal("held", await holder.StandardOutput.ReadLineAsync());
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "dendrite.pid"), holder.Id.ToString(CultureInfo.InvariantCulture));
        AssertRefused(_folder.Path, $"in use by process {holder.Id};");
        holder.StandardInput.Close();
        await holder.WaitForExitAsync();
        StateDirectory.Take(_folder.Path).Dispose();
    }

    [Fact]
    public void Take_PathOfAFile_IsRefused()
    {
        var file = Path.Combine(_folder.Path, "file");
        File.WriteAllText(file, "kept");
        AssertRefused(file, "is a file");
        AssertRefused(Path.Combine(file, "below"), "cannot be");
        Assert.Equal("kept", File.ReadAllText(file));
    }

    [Fact]
    public void Take_PathThatCannotBeMade_IsRefused() => AssertRefused("/proc/dendrite", "cannot be");

    /// <summary>A number left by a dead process is no sign that it is that process which is in the way.</summary>
    [Fact]
    public void Take_LockIsADirectory_NamesNoProcess()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "dendrite.lock"));
        File.WriteAllText(Path.Combine(_folder.Path, "dendrite.pid"), "1");
        Assert.DoesNotContain("process", AssertRefused(_folder.Path, "cannot be"), StringComparison.Ordinal);
    }

    [Fact]
    public void Take_NumberCannotBeWritten_IsRefusedAndLetsGo()
    {
        var number = Directory.CreateDirectory(Path.Combine(_folder.Path, "dendrite.pid"));
        AssertRefused(_folder.Path, "cannot be written to");
        number.Delete();
        StateDirectory.Take(_folder.Path).Dispose();
    }

    private static string AssertRefused(string path, string because)
    {
        var error = Assert.Throws<StateFileException>(() => StateDirectory.Take(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(because, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        return error.Message;
    }
}
