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

    /// <summary>Waits until a condition holds that another thread brings about, and fails after ten seconds.</summary>
    protected static async Task EventuallyAsync(Func<Task<bool>> condition, string what)
    {
        var clock = TimeProvider.System;
        var since = clock.GetTimestamp();
        while (!await condition())
        {
            Assert.True(clock.GetElapsedTime(since) < TimeSpan.FromSeconds(10), $"It did not come about in 10 s: {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), clock);
        }
    }
}
