namespace Dendrite.Engine;

public interface IHangingGrain : IGrainWithStringKey
{
    Task TouchAsync();

    Task LeaveAsync();
}

/// <summary>Enters and leaves through gates, whatever its tokens say.</summary>
public sealed class HangingGrain : Grain, IHangingGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken) => Gates.Of("enter " + this.GetPrimaryKeyString());

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Gates.Of("leave " + this.GetPrimaryKeyString());

    public Task TouchAsync() => Task.CompletedTask;

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
