using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>
/// Streams that deliver at once and keep nothing. They can be subscribed from a token, as Orleans's; what is before the
/// next event is as if it had left the cache: the subscriber is told and goes on with what comes.
/// </summary>
internal sealed class MemoryStreamProvider(string name, CallRuntime calls) : IStreamProvider
{
    private readonly StreamSettings _settings = StreamProviders.SettingsOf(name, calls.Services, calls);

    public string Name => name;

    public bool IsRewindable => true;

    public static IStreamProvider Create(IServiceProvider services, object? name) => new MemoryStreamProvider((string)name!, services.GetRequiredService<CallRuntime>());

    public IAsyncStream<T> GetStream<T>(StreamId streamId) =>
        new GrainStream<T>(this, calls, calls.Cluster.Streams.Get(name, streamId, () => new MemoryTopic(_settings, streamId)));
}
