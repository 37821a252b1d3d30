using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>
/// Streams that deliver at once and keep nothing. They can be subscribed from a token, as Orleans's; what is before the
/// next event is as if it had left the cache: the subscriber is told and goes on with what comes.
/// </summary>
internal sealed class MemoryStreamProvider(string name, CallRuntime calls) : StreamProvider(name, calls)
{
    private volatile StreamSettings? _settings;

    public static IStreamProvider Create(IServiceProvider services, object? name) => new MemoryStreamProvider((string)name!, services.GetRequiredService<CallRuntime>());

    public override StreamTopic TopicOf(StreamId id, ClusterState cluster) => cluster.Streams.Get(Name, id, () => new MemoryTopic(SettingsIn(cluster), id));

    private StreamSettings SettingsIn(ClusterState cluster) =>
        _settings is { } known && known.Cluster == cluster ? known : _settings = StreamProviders.SettingsOf(Name, Calls, cluster);
}
