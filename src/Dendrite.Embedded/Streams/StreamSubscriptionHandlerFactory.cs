using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>Gives a subscription its handle.</summary>
public class StreamSubscriptionHandlerFactory(IStreamProvider streamProvider, StreamId streamId, string providerName, GuidId subscriptionId) : Core.IStreamSubscriptionHandleFactory
{
    public StreamId StreamId { get; } = streamId;

    public string ProviderName { get; } = providerName;

    public GuidId SubscriptionId { get; } = subscriptionId;

    public StreamSubscriptionHandle<T> Create<T>()
    {
        var stream = (GrainStream<T>)streamProvider.GetStream<T>(StreamId);
        return new SubscriptionHandle<T>(stream, stream.Topic.Subscriptions.First(s => s.Id == SubscriptionId.Guid));
    }
}
