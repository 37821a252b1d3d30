using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.Hosting;

/// <summary>Registers a storage under its name and, if that is the default's, without one.</summary>
internal static class StorageServices
{
    public static ISiloBuilder Add(ISiloBuilder builder, string name, Func<IServiceProvider, string, IGrainStorage> create)
    {
        Runtime.Hosting.StorageProviderExtensions.AddGrainStorage(builder.Services, name, create);
        return builder;
    }

    public static IGrainStorage Memory(IServiceProvider services, string name)
    {
        var options = services.GetRequiredService<IOptionsMonitor<MemoryGrainStorageOptions>>().Get(name);
        return new MemoryGrainStorage(name, services.GetRequiredService<ClusterState>().MemoryStorage, SerializerOf(services, name, options));
    }

    public static IGrainStorage Sqlite(IServiceProvider services, string name)
    {
        var options = services.GetRequiredService<IOptionsMonitor<AdoNetGrainStorageOptions>>().Get(name);
        var database = services.GetRequiredService<ClusterState>().Databases.Get(options.Invariant, options.ConnectionString, $"AddAdoNetGrainStorage(\"{name}\")");
        return new SqliteGrainStorage(database, services.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId, SerializerOf(services, name, options));
    }

    private static IGrainStorageSerializer SerializerOf(IServiceProvider services, string name, IStorageProviderSerializerOptions options) =>
        options.GrainStorageSerializer ?? services.GetKeyedService<IGrainStorageSerializer>(name) ?? services.GetRequiredService<IGrainStorageSerializer>();
}
