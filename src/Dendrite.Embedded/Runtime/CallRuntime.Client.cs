using Orleans.Configuration;
using Orleans.Hosting;

namespace Orleans.Runtime;

/// <summary>The runtime of a client: its cluster may not be there yet, or be gone.</summary>
internal sealed partial class CallRuntime
{
    private readonly Lock _connecting = new();
    private readonly ClientConnection? _connection;
    private readonly ClusterState? _none;

    public CallRuntime(ClientConnection connection, IServiceProvider services, TimeProvider clock, MessagingOptions options, EngineLog log)
        : this(new ClusterState(), null, services, clock, options, log) => (_connection, _none) = (connection, Cluster);

    /// <summary>The cluster that a client has now; it is still the old one as long as no other has come.</summary>
    /// <exception cref="SiloUnavailableException">There has been none yet.</exception>
    public ClusterState Connected
    {
        get
        {
            if (_connection is null) return Cluster;
            Reconnect();
            return Cluster == _none ? throw new SiloUnavailableException("There is no silo in the cluster.") : Cluster;
        }
    }

    public bool TryConnect()
    {
        if (_connection?.Find() is not { } found) return false;
        Connect(found);
        return true;
    }

    public GrainId AddObserver(IGrainObserver observer)
    {
        if (_connection is not null) Reconnect();
        lock (_connecting) return Cluster.Observers.Add(observer, this);
    }

    /// <summary>The client has ended: nobody may call its observers any more.</summary>
    public void Disconnect() => Cluster.Observers.RemoveAll(this);

    /// <summary>Where the silo has gone and another has come in its place, the client goes on with that one.</summary>
    private void Reconnect()
    {
        if (Cluster.Silos.Count == 0 && _connection?.Find() is { Silos.Count: > 0 } found) Connect(found);
    }

    /// <summary>The client's observers go with it: who knows them, knows them in the next cluster too.</summary>
    private void Connect(ClusterState found)
    {
        lock (_connecting)
        {
            if (found == Cluster) return;
            if (found.Silos is [var silo, ..]) Cluster.Observers.MoveAll(this, found.Observers, silo);
            Cluster = found;
        }
    }
}
