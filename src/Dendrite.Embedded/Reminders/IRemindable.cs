using Orleans.Runtime;

namespace Orleans;

/// <summary>A grain that has reminders: ticks that survive the activation and the process.</summary>
public interface IRemindable : IGrain
{
    Task ReceiveReminder(string reminderName, TickStatus status);
}
