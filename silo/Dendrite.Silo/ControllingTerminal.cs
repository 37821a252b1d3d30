namespace Dendrite.Silo;

/// <summary>The terminal that the process was started from. When it is closed, it cannot be opened any more.</summary>
internal sealed class ControllingTerminal
{
    private const string Device = "/dev/tty";

    private ControllingTerminal()
    {
    }

    /// <summary>The terminal; null where there is none, as for a service.</summary>
    public static ControllingTerminal? Find() => !OperatingSystem.IsWindows() && CanBeOpened() ? new ControllingTerminal() : null;

    /// <summary>Whether a terminal that was there has been closed.</summary>
    public static bool IsGone(ControllingTerminal? terminal) => terminal is not null && !CanBeOpened();

    private static bool CanBeOpened()
    {
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
