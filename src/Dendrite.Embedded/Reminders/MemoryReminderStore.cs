using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>Keeps reminders as long as the cluster lives.</summary>
internal sealed class MemoryReminderStore : IReminderStore
{
    private readonly ConcurrentDictionary<(GrainId, string), Reminder> _reminders = new();

    public IReadOnlyList<Reminder> Load() => [.. _reminders.Values];

    public Task SaveAsync(Reminder reminder)
    {
        _reminders[(reminder.GrainId, reminder.ReminderName)] = reminder;
        return Task.CompletedTask;
    }

    public Task RemoveAsync(GrainId grain, string name)
    {
        _reminders.TryRemove((grain, name), out _);
        return Task.CompletedTask;
    }
}
