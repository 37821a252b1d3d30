using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;
using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>Streams on disk: events survive the process, subscriptions of grains go on after it, at least once, from any place.</summary>
internal sealed class DurableStreamProvider(string name, CallRuntime calls) : StreamProvider(name, calls), ILifecycleParticipant<ISiloLifecycle>
{
    private volatile Home? _home;

    public static IStreamProvider Create(IServiceProvider services, object? name) => new DurableStreamProvider((string)name!, services.GetRequiredService<CallRuntime>());

    public override StreamTopic TopicOf(StreamId id, ClusterState cluster) => TopicIn(HomeIn(cluster), id);

    /// <summary>A silo says at once what is wrong with its options.</summary>
    public void Participate(ISiloLifecycle lifecycle)
    {
        var home = HomeIn(Calls.Cluster);
        lifecycle.Subscribe("streams " + Name, ServiceLifecycleStage.Active, _ => RestoreAsync(home));
    }

    private static DurableTopic TopicIn(Home home, StreamId id) =>
        (DurableTopic)home.Settings.Cluster.Streams.Get(home.Settings.Provider, id, () => new DurableTopic(home.Settings, id, home.Store));

    /// <summary>Also where another silo of the cluster runs already: what paused while there was none goes on.</summary>
    private static async Task RestoreAsync(Home home)
    {
        foreach (var stream in home.Store.Streams()) TopicIn(home, stream);
        foreach (var (id, stream, consumer, position) in home.Store.Subscriptions()) await TopicIn(home, stream).RestoreAsync(id, new GrainStreamConsumer(consumer, home.Settings.Cluster), position);
    }

    private Home HomeIn(ClusterState cluster)
    {
        if (_home is { } known && known.Settings.Cluster == cluster) return known;
        var settings = StreamProviders.SettingsOf(Name, Calls, cluster);
        var options = Calls.Services.GetRequiredService<IOptionsMonitor<AdoNetStreamOptions>>().Get(Name);
        var database = cluster.Databases.Get(options.Invariant, options.ConnectionString, $"AddAdoNetStreams(\"{Name}\")");
        var store = cluster.Streams.StoreOf(Name, () => new StreamStore(database, Name, settings.Clock, options, new StateSerializer(() => Grains(cluster))));
        if (store.Database != database) throw new OrleansConfigurationException($"AddAdoNetStreams(\"{Name}\"): the silos and clients of a cluster must name one file, {store.Database.Path} and {database.Path} are two.");
        return _home = new(settings, store);
    }

    /// <summary>Of a silo that lives: the store outlives the silo or client that was first.</summary>
    private ReferenceFactory Grains(ClusterState cluster) => cluster.Silos is [var silo, ..] ? silo.Calls.Factory : Calls.Factory;

    /// <summary>The provider's place in a cluster.</summary>
    private sealed record Home(StreamSettings Settings, StreamStore Store);
}
