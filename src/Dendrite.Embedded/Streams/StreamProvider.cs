using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>
/// The streams of one name, of a silo or of a client. A client's may be got before there is a cluster and outlive it, so
/// nothing of a cluster is kept but for a stream that is asked for in it.
/// </summary>
internal abstract class StreamProvider(string name, CallRuntime calls) : IStreamProvider
{
    public string Name => name;

    public bool IsRewindable => true;

    protected CallRuntime Calls => calls;

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new GrainStream<T>(this, calls, streamId);

    public abstract StreamTopic TopicOf(StreamId id, ClusterState cluster);
}
