namespace Dendrite.Silo;

/// <summary>The terminal that the process was started from. When it is closed, it cannot be opened any more.</summary>
internal static class ControllingTerminal
{
    private const string Device = "/dev/tty";

    /// <summary>Whether there is one that has not been closed; a service has none.</summary>
    public static bool IsOpen()
    {
        if (OperatingSystem.IsWindows()) return false;
        try
        {
            using var _ = File.OpenHandle(Device, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return false;
        }
    }
}
