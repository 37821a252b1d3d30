using Dendrite.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.TestingHost;

namespace Dendrite.Engine;

/// <summary>One silo whose grain timers run on <see cref="Clock"/>; its own work runs on the system's time.</summary>
public sealed class TimerCluster : IAsyncLifetime
{
    /// <summary>Static, for the silo makes its configurator itself.</summary>
    public static ManualTimeProvider Clock { get; } = new();

    public TestCluster Cluster { get; } = new TestClusterBuilder(1).AddSiloBuilderConfigurator<SiloSetUp>().Build();

    public Task InitializeAsync() => Cluster.DeployAsync();

    public async Task DisposeAsync() => await Cluster.DisposeAsync();

    private sealed class SiloSetUp : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            siloBuilder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
            siloBuilder.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
        }
    }
}
