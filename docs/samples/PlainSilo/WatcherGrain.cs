using Dendrite.Contracts.Resources;
using Dendrite.Contracts.Streams;
using Dendrite.Protocol;
using Orleans.Streams;

namespace PlainSilo;

/// <summary>A grain of somebody's own that follows a resource; its key is the resource's address.</summary>
public interface IWatcherGrain : IGrainWithStringKey
{
    Task WatchAsync();
}

public sealed class WatcherGrain : Grain, IWatcherGrain
{
    private readonly Guid _feed = Guid.NewGuid();
    private StreamSubscriptionHandle<ResourceChanged>? _subscription;

    public async Task WatchAsync()
    {
        if (_subscription is not null) return;
        var address = ResourceAddress.Parse(this.GetPrimaryKeyString());
        var key = new ResourceKey(address.Backend, ResourceKey.PublicScope, address.Path, address.Query);
        // First the stream, then the lease: nothing falls between the snapshot and the steps after it.
        _subscription = await this.GetStreamProvider(DendriteStreams.ProviderName).GetResourceStream(key).SubscribeAsync(OnChangedAsync);
        var resource = GrainFactory.GetResource(key);
        var grant = await resource.ListenAsync(new ListenRequest(key, _feed, ResourceFormat.Patch, new JoinRequest(ResourceFormat.Patch, null)));
        Console.WriteLine($"{grant.Position} snapshot {grant.Snapshot?.Document}");
        // The lease is what keeps the resource polled.
        this.RegisterGrainTimer(token => resource.ListenAsync(new ListenRequest(key, _feed, ResourceFormat.Patch, null), token), grant.Lease / 3, grant.Lease / 3);
    }

    private static Task OnChangedAsync(ResourceChanged change, StreamSequenceToken? token)
    {
        Console.WriteLine($"{change.Position} {change.Kind} {change.StepFor(ResourceFormat.Patch)?.Data}");
        return Task.CompletedTask;
    }
}
