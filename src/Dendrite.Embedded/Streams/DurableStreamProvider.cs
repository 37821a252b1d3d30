using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>Streams on disk: events survive the process, subscriptions of grains go on after it, at least once, from any place.</summary>
internal sealed class DurableStreamProvider : IStreamProvider, ILifecycleParticipant<ISiloLifecycle>
{
    private readonly CallRuntime _calls;
    private readonly StreamStore _store;
    private readonly TimeProvider _clock;

    public DurableStreamProvider(string name, IServiceProvider services)
    {
        Name = name;
        _calls = services.GetRequiredService<CallRuntime>();
        _clock = SiloClocks.For(services, StreamingTimeProviderNames.Streaming);
        var options = services.GetRequiredService<IOptionsMonitor<AdoNetStreamOptions>>().Get(name);
        var database = services.GetRequiredService<ClusterState>().Databases.Get(options.Invariant, options.ConnectionString, $"AddAdoNetStreams(\"{name}\")");
        _store = new StreamStore(database, name, _clock, options.ExpiryTimeout);
    }

    public string Name { get; }

    public bool IsRewindable => true;

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new GrainStream<T>(this, _calls, TopicOf(streamId));

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe("streams " + Name, ServiceLifecycleStage.Active, Restore);

    private StreamTopic TopicOf(StreamId id) => _calls.Cluster.Streams.Get(Name, id, _calls.Cluster, () => new DurableTopic(Name, id, _clock, _calls.Log, _store));

    private Task Restore(CancellationToken cancellationToken)
    {
        foreach (var (id, stream, consumer, position) in _store.Subscriptions())
            ((DurableTopic)TopicOf(stream)).Restore(id, new GrainStreamConsumer(consumer, _calls.Cluster), position);
        return Task.CompletedTask;
    }
}
