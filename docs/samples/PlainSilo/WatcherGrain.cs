using Dendrite.Client.Cluster;
using Dendrite.Protocol;

namespace PlainSilo;

/// <summary>A grain of somebody's own that follows a resource; its key is the resource's address.</summary>
public interface IWatcherGrain : IGrainWithStringKey
{
    Task WatchAsync();
}

public sealed class WatcherGrain : Grain, IWatcherGrain
{
    private ResourceSubscription? _subscription;

    public async Task WatchAsync() => _subscription ??= await this.SubscribeResourceAsync(ResourceAddress.Parse(this.GetPrimaryKeyString()), OnUpdateAsync);

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_subscription is not null) await _subscription.DisposeAsync();
    }

    // In the grain's own turns: a snapshot first, then a step for each change.
    private Task OnUpdateAsync(ResourceUpdate update)
    {
        Console.WriteLine($"{update.Position} {update.Event} {update.Data}");
        return Task.CompletedTask;
    }
}
