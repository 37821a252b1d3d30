using Dendrite.Contracts.Registries;
using Dendrite.Hosting;
using Dendrite.Resilience.Registries;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Dendrite.Registries;

/// <summary>A registry of the cluster, followed by each of two silos.</summary>
public sealed class RegistryFollowerTests : IAsyncLifetime
{
    private const string Name = "settings";
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(30));
    private TestCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        var builder = new TestClusterBuilder(2);
        builder.AddSiloBuilderConfigurator<SiloConfigurator>();
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async Task DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _limit.Dispose();
    }

    [Fact]
    public async Task Change_MadeOnOneSilo_IsSeenByTheFollowersOfAll_WithItsArray()
    {
        Registry[] registries = [.. _cluster.Silos.Cast<InProcessSiloHandle>().Select(s => s.SiloHost.Services.GetRequiredKeyedService<Registry>(Name))];
        var grain = ((InProcessSiloHandle)_cluster.Silos[0]).SiloHost.Services.GetRequiredService<IGrainFactory>().GetRegistry(Name);
        var changes = registries.Select(r => NextChange(r, "c")).ToArray();
        await grain.SetAsync("c", """{"hosts":["a","b"]}""", _limit.Token);
        foreach (var change in changes) await change.WaitAsync(_limit.Token);
        Assert.All(registries, r => Assert.Equal("b", r.Get<IReadOnlyDictionary<string, string>>("c").Value["hosts:1"]));

        changes = [.. registries.Select(r => NextChange(r, "c"))];
        await grain.RemoveAsync("c", _limit.Token);
        foreach (var change in changes) await change.WaitAsync(_limit.Token);
        Assert.All(registries, r => Assert.Empty(r.Keys));

        var component = ((InProcessSiloHandle)_cluster.Silos[1]).SiloHost.Services.GetRequiredService<IRegistries>();
        Assert.Equal([(Name, 2L)], (await component.ReadAllAsync(_limit.Token)).Select(v => (v.Name, v.Version)));
    }

    private static Task NextChange(Registry registry, string key)
    {
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        registry.Changed += change =>
        {
            if (change.Key == key) changed.TrySetResult();
        };
        return changed.Task;
    }

    private sealed class SiloConfigurator : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            siloBuilder.AddMemoryGrainStorage("PubSubStore");
            siloBuilder.AddDendrite();
            siloBuilder.Services.AddDendriteRegistry(Name);
        }
    }
}
