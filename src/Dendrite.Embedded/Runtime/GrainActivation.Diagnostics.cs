namespace Orleans.Runtime;

/// <summary>What an activation is doing, for a time-out's message.</summary>
internal sealed partial class GrainActivation
{
    /// <summary>How many requests run and wait: what a stateless worker is chosen by.</summary>
    public int Load => RunningCount + WaitingCount + (Scheduler.IsBusy ? 1 : 0);

    /// <summary>On any thread: names the request that the others wait for, and counts the rest.</summary>
    public string Diagnose()
    {
        var (running, blocking) = (RunningCount, _blocking?.Description);
        var what = (blocking, running) switch
        {
            (null, 0) => "nothing runs",
            (null, _) => $"running: {running} that interleave",
            (_, <= 1) => $"running: {blocking}",
            _ => $"running: {blocking} and {running - 1} others",
        };
        return $" The grain {GrainId} is {State}, {what}, {WaitingCount} waiting.";
    }
}
