namespace Dendrite.Resources;

/// <summary>Reads a reminder of its own, which is not there.</summary>
internal interface IReminderReader : IGrainWithGuidKey
{
    Task ReadAsync();
}

internal sealed class ReminderReader : Grain, IReminderReader, IRemindable
{
    public Task ReadAsync() => this.GetReminder("none");

    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;
}
