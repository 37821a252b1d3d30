namespace Orleans.Runtime;

/// <summary>The observers that an activation has attached to its subscriptions. They end with it; the subscriptions don't.</summary>
internal sealed class StreamHandlers
{
    private readonly Dictionary<Guid, StreamHandler> _bySubscription = [];

    public static StreamHandlers Of(GrainActivation activation)
    {
        var handlers = activation.Component<StreamHandlers>();
        if (handlers is null) activation.SetComponent(handlers = new StreamHandlers());
        return handlers;
    }

    public StreamHandler? Find(Guid subscription) => _bySubscription.GetValueOrDefault(subscription);

    public void Set(Guid subscription, StreamHandler handler) => _bySubscription[subscription] = handler;

    public void Remove(Guid subscription) => _bySubscription.Remove(subscription);
}
