namespace Orleans.Runtime;

/// <summary>Who subscribes when the caller does.</summary>
internal sealed partial class CallRuntime
{
    private ClientStreamConsumer? _clientConsumer;

    public StreamConsumer Consumer() => RuntimeContext.Current is { } activation
        ? new GrainStreamConsumer(activation.GrainId, Cluster)
        : _clientConsumer ??= new ClientStreamConsumer(GrainId.Create("sys.client", "hosted-" + Guid.NewGuid().ToString("N")));
}
