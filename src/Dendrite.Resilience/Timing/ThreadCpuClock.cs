using System.Runtime.InteropServices;

namespace Dendrite.Resilience.Timing;

/// <summary>The processor time of the calling thread, by POSIX clock_gettime.</summary>
internal sealed partial class ThreadCpuClock : CpuClock
{
    private const int LinuxThreadClock = 3;
    private const int MacThreadClock = 16;

    public override int Owner => Environment.CurrentManagedThreadId;

    public override TimeSpan? Read()
    {
        var clock = OperatingSystem.IsLinux() ? LinuxThreadClock : OperatingSystem.IsMacOS() ? MacThreadClock : -1;
        // Where nint is 32 bits the fields may be 64; unknown is better than wrong.
        if (clock < 0 || nint.Size != sizeof(long)) return null;
        return ClockGetTime(clock, out var time) == 0 ? TimeSpan.FromTicks(time.Seconds * TimeSpan.TicksPerSecond + time.Nanoseconds / 100) : null;
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
