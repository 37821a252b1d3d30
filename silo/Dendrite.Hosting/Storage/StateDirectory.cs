using System.Globalization;

namespace Dendrite.Hosting.Storage;

/// <summary>
/// The data directory, held by this process alone as long as this lives. The lock is the operating system's, so it ends
/// with the process however that ends.
/// </summary>
internal sealed class StateDirectory : IDisposable
{
    /// <summary>How Linux, macOS and Windows say that a lock is another's. Any other fault beside a dead process's number is not that process's.</summary>
    private static readonly int[] HeldByAnother = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _lock;

    private StateDirectory(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>The state file in it.</summary>
    public string StateFile => System.IO.Path.Combine(Path, "dendrite.db");

    private static string OwnerIn(string path) => System.IO.Path.Combine(path, "dendrite.pid");

    /// <summary>Makes the directory where there is none, and takes it.</summary>
    /// <exception cref="StateFileException">Another process has it, or it cannot be made or written to.</exception>
    public static StateDirectory Take(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        if (File.Exists(path)) throw new StateFileException($"The data directory {path} is a file.");
        FileStream held;
        try
        {
            Directory.CreateDirectory(path);
            held = new FileStream(System.IO.Path.Combine(path, "dendrite.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StateFileException($"The data directory {path} cannot be written to: {e.Message}", e);
        }
        catch (IOException e) when (Array.IndexOf(HeldByAnother, e.HResult) >= 0)
        {
            throw new StateFileException($"The data directory {path} is in use by {ReadOwner(path)}; each server needs one of its own.", e);
        }
        catch (IOException e)
        {
            throw new StateFileException($"The data directory {path} cannot be used: {e.Message}", e);
        }
        try
        {
            File.WriteAllText(OwnerIn(path), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            held.Dispose();
            throw new StateFileException($"The data directory {path} cannot be written to: {e.Message}", e);
        }
        return new StateDirectory(path, held);
    }

    /// <summary>Lets another process take the directory.</summary>
    public void Dispose()
    {
        // A second time the number in it is the next owner's.
        if (_lock.SafeFileHandle.IsClosed) return;
        File.Delete(OwnerIn(Path));
        _lock.Dispose();
    }

    private static string ReadOwner(string path)
    {
        try
        {
            return $"process {File.ReadAllText(OwnerIn(path))}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has the lock and not yet said who it is.
            return "another process";
        }
    }
}
