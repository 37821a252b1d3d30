using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>Finds providers, and what they need, by name.</summary>
internal static class StreamProviders
{
    /// <summary>As the silo has it configured: a client only names the provider.</summary>
    public static StreamSettings SettingsOf(string name, CallRuntime calls, ClusterState cluster)
    {
        var (home, log) = calls.Silo is null && cluster.Silos is [var silo, ..] ? (silo.Services, silo.Log) : (calls.Services, calls.Log);
        var delivery = home.GetRequiredService<IOptionsMonitor<StreamPullingAgentOptions>>().Get(name);
        return new(name, cluster, SiloClocks.For(home, StreamingTimeProviderNames.Streaming), log, delivery);
    }

    public static IStreamProvider Find(IServiceProvider services, string name)
    {
        try
        {
            return services.GetRequiredKeyedService<IStreamProvider>(name);
        }
        catch (InvalidOperationException e)
        {
            throw new KeyNotFoundException($"Stream provider '{name}' not found", e);
        }
    }
}
