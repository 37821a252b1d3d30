using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>A stream by its name.</summary>
public interface IAsyncStream
{
    bool IsRewindable { get; }

    string ProviderName { get; }

    StreamId StreamId { get; }
}
