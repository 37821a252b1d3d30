using Orleans.Runtime;
using Orleans.Streams;

namespace Orleans;

/// <summary>Streams of clients.</summary>
public static class ClientStreamingExtensions
{
    public static IStreamProvider GetStreamProvider(this IClusterClient client, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return StreamProviders.Find(client.ServiceProvider, name);
    }
}
