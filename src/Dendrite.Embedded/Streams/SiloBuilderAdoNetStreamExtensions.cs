using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Streams;

namespace Orleans.Hosting;

/// <summary>Streams in a SQLite file.</summary>
public static class SiloBuilderAdoNetStreamExtensions
{
    public static ISiloBuilder AddAdoNetStreams(this ISiloBuilder builder, string name, Action<AdoNetStreamOptions> configureOptions)
    {
        builder.Services.Configure(name, configureOptions);
        builder.Services.AddKeyedSingleton(name, DurableStreamProvider.Create);
        builder.Services.AddSingleton(services => (ILifecycleParticipant<ISiloLifecycle>)services.GetRequiredKeyedService<IStreamProvider>(name));
        return builder;
    }
}
