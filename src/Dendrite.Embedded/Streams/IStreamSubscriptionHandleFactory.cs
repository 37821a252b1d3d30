using Orleans.Runtime;

namespace Orleans.Streams.Core;

/// <summary>Gives a subscription its handle.</summary>
public interface IStreamSubscriptionHandleFactory
{
    StreamId StreamId { get; }

    string ProviderName { get; }

    GuidId SubscriptionId { get; }

    StreamSubscriptionHandle<T> Create<T>();
}
