using Dendrite.Contracts.Guards;
using Dendrite.Contracts.Registries;
using Dendrite.Contracts.Resources;
using Dendrite.Protocol;
using Orleans.Streams;

namespace Dendrite.Contracts.Streams;

/// <summary>Every stream of Dendrite: one record type a namespace, ids made only here.</summary>
public static class DendriteStreams
{
    /// <summary>The name of the stream provider that silo and clients configure.</summary>
    public const string ProviderName = "dendrite";

    /// <summary>The namespace of <see cref="ResourceChanged"/>.</summary>
    public const string ResourceChanges = "dendrite.resource.changes";

    /// <summary>The namespace of <see cref="BreakerTransitioned"/>.</summary>
    public const string BreakerTransitions = "dendrite.breaker.transitions";

    /// <summary>The namespace of <see cref="RegistryChanged"/>.</summary>
    public const string RegistryChanges = "dendrite.registry.changes";

    /// <summary>The stream of one resource's changes.</summary>
    public static StreamId ResourceStreamId(ResourceKey key) => StreamId.Create(ResourceChanges, key.ToString());

    /// <summary>The stream of one resource's changes, from Dendrite's provider.</summary>
    public static IAsyncStream<ResourceChanged> GetResourceStream(this IStreamProvider provider, ResourceKey key)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return provider.GetStream<ResourceChanged>(ResourceStreamId(key));
    }

    /// <summary>The stream of one breaker's transitions.</summary>
    public static StreamId BreakerStreamId(GuardKey guard) => StreamId.Create(BreakerTransitions, guard.ToString());

    /// <summary>The stream of one breaker's transitions, from Dendrite's provider.</summary>
    public static IAsyncStream<BreakerTransitioned> GetBreakerStream(this IStreamProvider provider, GuardKey guard)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return provider.GetStream<BreakerTransitioned>(BreakerStreamId(guard));
    }

    /// <summary>The stream of one registry's changes.</summary>
    public static StreamId RegistryStreamId(string name) => StreamId.Create(RegistryChanges, name);

    /// <summary>The stream of one registry's changes, from Dendrite's provider.</summary>
    public static IAsyncStream<RegistryChanged> GetRegistryStream(this IStreamProvider provider, string name)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return provider.GetStream<RegistryChanged>(RegistryStreamId(name));
    }
}
