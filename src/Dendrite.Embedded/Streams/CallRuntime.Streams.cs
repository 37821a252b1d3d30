namespace Orleans.Runtime;

/// <summary>Who subscribes when the caller does.</summary>
internal sealed partial class CallRuntime : IDisposable
{
    private ClientStreamConsumer? _clientConsumer;

    public StreamConsumer Consumer() => RuntimeContext.Current is { IsObserver: false } activation
        ? new GrainStreamConsumer(activation.GrainId, Cluster)
        : _clientConsumer ?? Interlocked.CompareExchange(ref _clientConsumer, NewClientConsumer(), null) ?? _clientConsumer;

    /// <summary>Work that the engine asks of an activation fails when the response time-out is over, like a call.</summary>
    public void Watch(PendingWork work, GrainActivation activation)
    {
        work.Activation = activation;
        work.Deadline = _deadlines.Add(work, _responseTimeout);
    }

    /// <summary>The client is gone, and its subscriptions with it.</summary>
    public void Dispose()
    {
        if (_clientConsumer is not { } consumer) return;
        consumer.Close();
        _ = Cluster.Streams.RemoveAsync(consumer);
    }

    private ClientStreamConsumer NewClientConsumer() => new(GrainId.Create("sys.client", "hosted-" + Guid.NewGuid().ToString("N")), _deadlines.Clock, _responseTimeout);
}
