using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace Dendrite.Engine;

/// <summary>One silo for the conformance cases, on the system's time.</summary>
public sealed class EngineCluster : IAsyncLifetime
{
    public const string Name = "engine";

    public TestCluster Cluster { get; } = new TestClusterBuilder(1)
        .AddSiloBuilderConfigurator<SiloSetUp>()
        .AddClientBuilderConfigurator<ClientSetUp>()
        .Build();

    public IClusterClient Client => Cluster.Client;

    /// <summary>The services of the silo.</summary>
    public IServiceProvider Silo => Cluster.GetSiloServiceProvider();

    public Task InitializeAsync() => Cluster.DeployAsync();

    public async Task DisposeAsync() => await Cluster.DisposeAsync();

    private sealed class SiloSetUp : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            siloBuilder.Services.AddSingleton(new Greeting("hello"));
            siloBuilder.Services.AddSingleton<CallLog>();
            siloBuilder.Services.AddScoped<ScopedThing>();
            siloBuilder.Services.AddScoped<AsyncOnlyThing>();
            siloBuilder
                .AddMemoryGrainStorageAsDefault()
                .AddMemoryGrainStorage("store")
                .AddMemoryGrainStorage("noted", options => options.GrainStorageSerializer = new NotingSerializer())
                .AddMemoryGrainStorage("PubSubStore")
                .AddMemoryStreams("mem")
                .UseInMemoryReminderService()
                .AddIncomingGrainCallFilter<LoggingIncomingFilter>()
                .AddOutgoingGrainCallFilter(context =>
                {
                    if (context.MethodName == nameof(IFilteredGrain.EchoThroughAsync)) RequestContext.Set("outgoing", context.InterfaceMethod.Name);
                    return context.Invoke();
                })
                .Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(20));
        }
    }

    private sealed class ClientSetUp : IClientBuilderConfigurator
    {
        public void Configure(IConfiguration configuration, IClientBuilder clientBuilder) => clientBuilder.AddMemoryStreams("mem");
    }
}
