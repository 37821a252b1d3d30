namespace Orleans.Runtime;

/// <summary>The timers of an activation end with it.</summary>
internal sealed partial class GrainActivation
{
    private HashSet<GrainTimer>? _timers;

    public void AddTimer(GrainTimer timer) => (_timers ??= []).Add(timer);

    public void RemoveTimer(GrainTimer timer) => _timers?.Remove(timer);

    public void DelayDeactivation(TimeSpan time)
    {
        var clock = Silo.Clocks.ActivationManagement;
        KeepUntil = time switch
        {
            _ when time.TotalSeconds > int.MaxValue || time == Timeout.InfiniteTimeSpan => long.MaxValue,
            _ when time <= TimeSpan.Zero => 0,
            _ => clock.GetTimestamp() + (long)(time.TotalSeconds * clock.TimestampFrequency),
        };
    }

    private void StopTimers()
    {
        foreach (var timer in _timers?.ToArray() ?? []) timer.Dispose();
        _timers = null;
    }
}
