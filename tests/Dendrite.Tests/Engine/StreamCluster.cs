using Dendrite.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;
using Orleans.TestingHost;

namespace Dendrite.Engine;

/// <summary>One silo whose streams and calls run on <see cref="Clock"/>: pauses and time-outs pass when the test says so.</summary>
public sealed class StreamCluster : IAsyncLifetime
{
    /// <summary>Static, for the silo makes its configurator itself.</summary>
    public static ManualTimeProvider Clock { get; } = new();

    public TestCluster Cluster { get; } = new TestClusterBuilder(1).AddSiloBuilderConfigurator<SiloSetUp>().AddClientBuilderConfigurator<ClientSetUp>().Build();

    public Task InitializeAsync() => Cluster.DeployAsync();

    public async Task DisposeAsync() => await Cluster.DisposeAsync();

    private static void UseClock(IServiceCollection services)
    {
        services.AddKeyedSingleton<TimeProvider>(StreamingTimeProviderNames.Streaming, Clock);
        services.AddKeyedSingleton<TimeProvider>(TimeProviderNames.Messaging, Clock);
    }

    private sealed class SiloSetUp : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            UseClock(siloBuilder.Services);
            siloBuilder
                .AddMemoryGrainStorage("PubSubStore")
                .AddMemoryStreams("mem")
                .AddMemoryStreams("batched", streams => streams.ConfigurePullingAgent(agent => agent.Configure(options => options.BatchContainerBatchSize = 10)));
        }
    }

    private sealed class ClientSetUp : IClientBuilderConfigurator
    {
        public void Configure(IConfiguration configuration, IClientBuilder clientBuilder)
        {
            UseClock(clientBuilder.Services);
            clientBuilder.AddMemoryStreams("mem").AddMemoryStreams("batched");
        }
    }
}
