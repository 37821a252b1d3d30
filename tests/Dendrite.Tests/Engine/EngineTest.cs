using Microsoft.Extensions.DependencyInjection;

namespace Dendrite.Engine;

[CollectionDefinition(EngineCluster.Name)]
public sealed class EngineClusterDefinition : ICollectionFixture<EngineCluster>;

/// <summary>What conformance cases share: the cluster, and keys that no other case uses.</summary>
[Collection(EngineCluster.Name)]
public abstract class EngineTest(EngineCluster cluster)
{
    private static long Last = 1000;

    protected EngineCluster Cluster { get; } = cluster;

    protected IClusterClient Client => Cluster.Client;

    /// <summary>The factory inside the silo.</summary>
    protected IGrainFactory InSilo => Cluster.Silo.GetRequiredService<IGrainFactory>();

    protected static string NewKey() => Guid.NewGuid().ToString("N");

    protected static long NewNumber() => Interlocked.Increment(ref Last);

    protected static Task EventuallyAsync(Func<Task<bool>> condition, string what) => Eventually.HoldsAsync(condition, what);
}
