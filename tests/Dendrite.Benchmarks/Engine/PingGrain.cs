using Orleans.Streams;

namespace Dendrite.Benchmarks.Engine;

internal sealed class PingGrain : Grain, IPingGrain
{
    private long _heard;

    public Task PingAsync() => Task.CompletedTask;

    public ValueTask<int> EchoAsync(int value) => new(value);

    public async Task YieldAsync() => await Task.Yield();

    public Task ListenAsync() => this.GetStreamProvider("bench").GetStream<string>("bench", "all").SubscribeAsync((_, _) =>
    {
        _heard++;
        return Task.CompletedTask;
    });

    public Task<long> HeardAsync() => Task.FromResult(_heard);
}
