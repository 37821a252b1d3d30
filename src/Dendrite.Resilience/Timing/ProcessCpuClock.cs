namespace Dendrite.Resilience.Timing;

/// <summary>The processor time of the process.</summary>
internal sealed class ProcessCpuClock : CpuClock
{
    public override int Owner => 0;

    public override TimeSpan? Read()
    {
        if (OperatingSystem.IsIOS() || OperatingSystem.IsTvOS() || OperatingSystem.IsBrowser()) return null;
        return Environment.CpuUsage.TotalTime;
    }
}
