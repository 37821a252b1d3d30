namespace Orleans.Runtime;

/// <summary>Keeps reminders.</summary>
internal interface IReminderStore
{
    IReadOnlyList<Reminder> Load();

    Task SaveAsync(Reminder reminder);

    Task RemoveAsync(GrainId grain, string name);
}
