using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Clustering over a database is what this engine is not for: it says so.</summary>
public static class AdoNetHostingExtensions
{
    public static ISiloBuilder UseAdoNetClustering(this ISiloBuilder builder, Action<AdoNetClusteringSiloOptions> configureOptions) => throw NotHere();

    public static IClientBuilder UseAdoNetClustering(this IClientBuilder builder, Action<AdoNetClusteringClientOptions> configureOptions) => throw NotHere();

    private static OrleansConfigurationException NotHere() =>
        new("The embedded engine is one process and joins no cluster. For a cluster build with the Microsoft.Orleans packages: dotnet build -p:DendriteEngine=Orleans.");
}
