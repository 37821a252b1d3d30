using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;
using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>Streams on disk: events survive the process, subscriptions of grains go on after it, at least once, from any place.</summary>
internal sealed class DurableStreamProvider : IStreamProvider, ILifecycleParticipant<ISiloLifecycle>
{
    private readonly CallRuntime _calls;
    private readonly StreamStore _store;
    private readonly StreamSettings _settings;

    public DurableStreamProvider(string name, IServiceProvider services)
    {
        _calls = services.GetRequiredService<CallRuntime>();
        _settings = StreamProviders.SettingsOf(name, services, _calls);
        var options = services.GetRequiredService<IOptionsMonitor<AdoNetStreamOptions>>().Get(name);
        var database = _calls.Cluster.Databases.Get(options.Invariant, options.ConnectionString, $"AddAdoNetStreams(\"{name}\")");
        _store = _calls.Cluster.Streams.StoreOf(name, () => new StreamStore(database, name, _settings.Clock, options, new StateSerializer(Grains)));
        if (_store.Database != database) throw new OrleansConfigurationException($"AddAdoNetStreams(\"{name}\"): the silos and clients of a cluster must name one file, {_store.Database.Path} and {database.Path} are two.");
    }

    public string Name => _settings.Provider;

    public bool IsRewindable => true;

    public static IStreamProvider Create(IServiceProvider services, object? name) => new DurableStreamProvider((string)name!, services);

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new GrainStream<T>(this, _calls, TopicOf(streamId));

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe("streams " + Name, ServiceLifecycleStage.Active, RestoreAsync);

    /// <summary>Of a silo that lives: the store outlives the silo or client that was first.</summary>
    private ReferenceFactory Grains() => _calls.Cluster.Silos is [var silo, ..] ? silo.Calls.Factory : _calls.Factory;

    private DurableTopic TopicOf(StreamId id) => (DurableTopic)_calls.Cluster.Streams.Get(Name, id, () => new DurableTopic(_settings, id, _store));

    /// <summary>Also where another silo of the cluster runs already: what paused while there was none goes on.</summary>
    private async Task RestoreAsync(CancellationToken cancellationToken)
    {
        foreach (var stream in _store.Streams()) TopicOf(stream);
        foreach (var (id, stream, consumer, position) in _store.Subscriptions()) await TopicOf(stream).RestoreAsync(id, new GrainStreamConsumer(consumer, _calls.Cluster), position);
    }
}
