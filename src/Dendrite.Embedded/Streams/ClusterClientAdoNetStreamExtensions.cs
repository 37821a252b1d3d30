using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Streams in a SQLite file, at a client. It names the file of the silo's provider of that name.</summary>
public static class ClusterClientAdoNetStreamExtensions
{
    public static IClientBuilder AddAdoNetStreams(this IClientBuilder builder, string name, Action<AdoNetStreamOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configureOptions);
        builder.Services.Configure(name, configureOptions);
        builder.Services.AddKeyedSingleton(name, DurableStreamProvider.Create);
        return builder;
    }
}
