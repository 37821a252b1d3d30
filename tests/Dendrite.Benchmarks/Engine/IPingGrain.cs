namespace Dendrite.Benchmarks.Engine;

/// <summary>A grain that does next to nothing, so that the call is what is measured.</summary>
public interface IPingGrain : IGrainWithIntegerKey
{
    Task PingAsync();

    ValueTask<int> EchoAsync(int value);

    Task YieldAsync();

    Task ListenAsync();

    Task<long> HeardAsync();
}
