using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.Hosting;

/// <summary>Registers a storage under its name and, if that is the default's, without one.</summary>
internal static class StorageServices
{
    public static ISiloBuilder Add<T>(ISiloBuilder builder, string name, Func<IServiceProvider, string, T> create)
        where T : IGrainStorage
    {
        Runtime.Hosting.StorageProviderExtensions.AddGrainStorage(builder.Services, name, create);
        return builder;
    }

    public static MemoryGrainStorage Memory(IServiceProvider services, string name)
    {
        var options = services.GetRequiredService<IOptionsMonitor<MemoryGrainStorageOptions>>().Get(name);
        return new MemoryGrainStorage(name, services.GetRequiredService<ClusterState>().MemoryStorage, SerializerOf(services, name, options));
    }

    public static SqliteGrainStorage Sqlite(IServiceProvider services, string name)
    {
        var options = services.GetRequiredService<IOptionsMonitor<AdoNetGrainStorageOptions>>().Get(name);
        var database = services.GetRequiredService<ClusterState>().Databases.Get(options.Invariant, options.ConnectionString, $"AddAdoNetGrainStorage(\"{name}\")");
        return new SqliteGrainStorage(database, services.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId, SerializerOf(services, name, options));
    }

    private static IGrainStorageSerializer SerializerOf(IServiceProvider services, string name, IStorageProviderSerializerOptions options) =>
        options.GrainStorageSerializer ?? services.GetKeyedService<IGrainStorageSerializer>(name) ?? services.GetRequiredService<IGrainStorageSerializer>();
}
