using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Streams of clients.</summary>
public static class ClientBuilderStreamingExtensions
{
    public static IClientBuilder AddMemoryStreams(this IClientBuilder builder, string name, Action<IClusterClientMemoryStreamConfigurator>? configure = null)
    {
        builder.Services.AddKeyedSingleton(name, MemoryStreamProvider.Create);
        configure?.Invoke(new ClusterClientMemoryStreamConfigurator(name, services => services(builder.Services)));
        return builder;
    }
}
