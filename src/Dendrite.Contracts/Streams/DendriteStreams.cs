using Dendrite.Contracts.Resources;
using Orleans.Streams;

namespace Dendrite.Contracts.Streams;

/// <summary>Every stream of Dendrite: one record type a namespace, ids made only here.</summary>
public static class DendriteStreams
{
    /// <summary>The name of the stream provider that silo and clients configure.</summary>
    public const string ProviderName = "dendrite";

    /// <summary>The namespace of <see cref="ResourceChanged"/>.</summary>
    public const string ResourceChanges = "dendrite.resource.changes";

    /// <summary>The stream of one resource's changes.</summary>
    public static StreamId ResourceStreamId(ResourceKey key) => StreamId.Create(ResourceChanges, key.ToString());

    /// <summary>The stream of one resource's changes, from Dendrite's provider.</summary>
    public static IAsyncStream<ResourceChanged> GetResourceStream(this IStreamProvider provider, ResourceKey key)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return provider.GetStream<ResourceChanged>(ResourceStreamId(key));
    }
}
