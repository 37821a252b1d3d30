namespace Dendrite.Engine;

public interface IHolderGrain : IGrainWithStringKey
{
    Task<IGrainReminder> RemindAsync();
}

/// <summary>Gives its reminder away.</summary>
public sealed class HolderGrain : Grain, IHolderGrain, IRemindable
{
    public Task<IGrainReminder> RemindAsync() => this.RegisterOrUpdateReminder("held", TimeSpan.FromHours(1), TimeSpan.FromHours(1));

    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;
}
