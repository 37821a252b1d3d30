namespace Orleans.Runtime;

/// <summary>What an activation is doing, for a time-out's message.</summary>
internal sealed partial class GrainActivation
{
    /// <summary>How many requests run and wait: what a stateless worker is chosen by.</summary>
    public int Load => RunningCount + WaitingCount + (Scheduler.IsBusy ? 1 : 0);

    public string Diagnose()
    {
        var running = _running.ToArray();
        var what = running.Length == 0 ? "nothing runs" : "running: " + string.Join("; ", running.Select(r => r.Description));
        return $" The grain {GrainId} is {State}, {what}, {WaitingCount} waiting.";
    }
}
