using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>Streams that deliver at once and keep nothing.</summary>
internal sealed class MemoryStreamProvider(string name, CallRuntime calls) : IStreamProvider
{
    private readonly TimeProvider _clock = SiloClocks.For(calls.Services, StreamingTimeProviderNames.Streaming);

    public string Name => name;

    public bool IsRewindable => true;

    public static IStreamProvider Create(IServiceProvider services, object? name) => new MemoryStreamProvider((string)name!, services.GetRequiredService<CallRuntime>());

    public IAsyncStream<T> GetStream<T>(StreamId streamId) =>
        new GrainStream<T>(this, calls, calls.Cluster.Streams.Get(name, streamId, calls.Cluster, () => new MemoryTopic(name, streamId, _clock, calls.Log)));
}
