using Orleans.Configuration;
using Orleans.Hosting;

namespace Orleans.Runtime;

/// <summary>The runtime of a client: its cluster may not be there yet, or be gone.</summary>
internal sealed partial class CallRuntime
{
    private readonly ClientConnection? _connection;

    public CallRuntime(ClientConnection connection, IServiceProvider services, TimeProvider clock, MessagingOptions options, EngineLog log)
        : this(new ClusterState(), null, services, clock, options, log) => _connection = connection;

    public bool TryConnect()
    {
        if (_connection?.Find() is not { } found) return false;
        Cluster = found;
        return true;
    }

    public GrainId AddObserver(IGrainObserver observer)
    {
        if (_connection is not null) Reconnect();
        return Cluster.Observers.Add(observer, this);
    }

    /// <summary>The client has ended: nobody may call its observers any more.</summary>
    public void Disconnect() => Cluster.Observers.RemoveAll(this);

    /// <summary>Where the silo has gone and another has come in its place, the client goes on with that one.</summary>
    private void Reconnect()
    {
        if (_connection is not null && Cluster.Silos.Count == 0) TryConnect();
    }
}
