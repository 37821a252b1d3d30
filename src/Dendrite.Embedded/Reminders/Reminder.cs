namespace Orleans.Runtime;

/// <summary>A reminder: it ticks at its start and then once a period, counted from the start.</summary>
[Immutable]
internal sealed record Reminder(GrainId GrainId, string ReminderName, DateTime StartAt, TimeSpan Period) : IGrainReminder
{
    /// <summary>The first tick that is not before the given time.</summary>
    public DateTime NextTick(DateTime from)
    {
        if (from <= StartAt) return StartAt;
        var periods = Math.Ceiling((from - StartAt) / Period);
        return StartAt + (Period * periods);
    }
}
