using Dendrite.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Hosting;
using Orleans.TestingHost;

namespace Dendrite.Engine;

/// <summary>Several silos, the death of one, and the life of a silo in its host.</summary>
public sealed class ClusterTests : IAsyncLifetime
{
    private readonly TestCluster _cluster = new TestClusterBuilder(2).AddSiloBuilderConfigurator<SiloSetUp>().AddClientBuilderConfigurator<ClientSetUp>().Build();

    /// <summary>Static, for the silo makes its configurator itself.</summary>
    private static bool FailingStart { get; set; }

    public Task InitializeAsync()
    {
        SharedStorage.Records.Clear();
        return _cluster.DeployAsync();
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    [Source("docs/site/src/content/docs/grains/grain-placement.md#per-grain-strategies")]
    public async Task RandomPlacement_ManyGrains_AreOnAllSilos()
    {
        var silos = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => _cluster.Client.GetGrain<IRandomGrain>($"{i}").SiloAsync()));
        Assert.Equal(2, silos.Distinct().Count());
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/grain-placement.md#per-grain-strategies")]
    public async Task PreferLocalPlacement_CalledByAGrain_IsOnItsSilo()
    {
        for (var i = 0; i < 10; i++)
        {
            var caller = _cluster.Client.GetGrain<IRandomGrain>($"caller {i}");
            Assert.Equal(await caller.SiloAsync(), await caller.AskAsync(_cluster.Client.GetGrain<ILocalGrain>($"called {i}")));
        }
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/grain-placement.md#per-grain-strategies")]
    public async Task HashBasedPlacement_AfterDeactivation_IsOnTheSameSilo()
    {
        var grain = _cluster.Client.GetGrain<IHashedGrain>("h");
        var silo = await grain.SiloAsync();
        await _cluster.DeactivateAsync(grain);
        Assert.Equal(silo, await grain.SiloAsync());
    }

    [Fact]
    [Source("docs/site/src/content/docs/host/grain-directory.md#start-with-the-default-directory")]
    public async Task Grain_CalledFromBothSilos_IsOneActivation()
    {
        var grains = _cluster.Silos.Select(s => _cluster.GetSiloServiceProvider(s.SiloAddress).GetRequiredService<IGrainFactory>().GetGrain<IRandomGrain>("one"));
        var silos = await Task.WhenAll(grains.Select(g => g.SiloAsync()));
        Assert.Single(silos.Distinct());
    }

    [Fact]
    [Source("src/Orleans.TestingHost/TestCluster.cs")]
    public async Task AdditionalSilo_Started_TakesGrains()
    {
        var third = await _cluster.StartAdditionalSiloAsync();
        Assert.Equal(3, _cluster.Silos.Count);
        await _cluster.WaitForLivenessToStabilizeAsync();
        var silos = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => _cluster.Client.GetGrain<IRandomGrain>($"more {i}").SiloAsync()));
        Assert.Contains(third.SiloAddress.ToString(), silos);
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/grain-lifecycle.md#activation")]
    public async Task SiloStopped_ItsGrains_ComeBackElsewhereWithTheirState()
    {
        var (grain, silo) = await OnSecondarySiloAsync();
        await grain.SaveAsync(7);
        await _cluster.StopSiloAsync(silo);
        Assert.Equal(7, await grain.ValueAsync());
        Assert.NotEqual(silo.SiloAddress.ToString(), await grain.SiloAsync());
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/grain-lifecycle.md#deactivation")]
    public async Task SiloKilled_UnsavedState_IsLostAndTheSavedComesBack()
    {
        var (grain, silo) = await OnSecondarySiloAsync();
        await grain.SaveAsync(7);
        await grain.HoldAsync(8);
        await _cluster.KillSiloAsync(silo);
        Assert.Equal(7, await SiloDeath.OverAsync(grain.ValueAsync));
    }

    [Fact]
    [Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
    public async Task SiloKilled_AMethodThatRan_DoesNotGoOn()
    {
        var (grain, silo) = await OnSecondarySiloAsync();
        var gate = Guid.NewGuid().ToString("N");
        await grain.SaveAsync(7);
        var saving = grain.SaveLaterAsync(gate, 8);
        await Gates.ReachedAsync(gate);
        await _cluster.KillSiloAsync(silo);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => saving);
        Gates.Open(gate);
        for (var i = 0; i < 100; i++) await Task.Run(static () => Thread.Yield());
        Assert.Equal(7, await SiloDeath.OverAsync(grain.ValueAsync));
    }

    [Fact]
    [Source("test/Orleans.DefaultCluster.Tests/HostedClientTests.cs")]
    public void Silo_InItsHost_IsAClientToo()
    {
        var silo = _cluster.Silos[0].SiloAddress;
        var services = _cluster.GetSiloServiceProvider(silo);
        Assert.Same(services.GetRequiredService<IGrainFactory>(), services.GetRequiredService<IGrainFactory>());
        Assert.NotNull(services.GetRequiredService<IClusterClient>());
        Assert.Equal(silo, services.GetRequiredService<ILocalSiloDetails>().SiloAddress);
    }

    [Fact]
    [Source("docs/site/src/content/docs/host/silo-lifecycle.md#silo-lifecycle-participation")]
    public void StartupTasksAndLifecycle_Stages_RunInOrder()
    {
        var seen = _cluster.GetSiloServiceProvider().GetRequiredService<CallLog>().Of("silo");
        Assert.Equal(["stage 5000", "stage 15000", "task 1", "task 2"], seen);
    }

    [Fact]
    [Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
    public async Task Silo_ThatFailsToStart_TakesNoGrains()
    {
        FailingStart = true;
        try
        {
            await Assert.ThrowsAnyAsync<Exception>(() => _cluster.StartAdditionalSiloAsync());
        }
        finally
        {
            FailingStart = false;
        }
        var silos = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => _cluster.Client.GetGrain<IRandomGrain>($"after {i}").SiloAsync()));
        Assert.Equal(_cluster.Silos.Select(s => s.SiloAddress.ToString()).Order(), silos.Distinct().Order());
    }

    [Fact]
    [Source("src/Orleans.TestingHost/TestCluster.cs")]
    public async Task RestartedSilo_KeepsItsNumberAndPlace()
    {
        var primary = _cluster.Primary!;
        var again = await _cluster.RestartSiloAsync(primary);
        Assert.Equal(primary.InstanceNumber, again!.InstanceNumber);
        Assert.Same(again, _cluster.Primary);
    }

    [Fact]
    [Source("src/Orleans.TestingHost/TestCluster.cs")]
    public async Task Client_InitializedAgain_TakesThePlaceOfTheOld()
    {
        var old = _cluster.Client;
        await _cluster.InitializeClientAsync();
        Assert.NotSame(old, _cluster.Client);
        await Assert.ThrowsAnyAsync<Exception>(() => old.GetGrain<IRandomGrain>("x").SiloAsync());
        Assert.NotEmpty(await _cluster.Client.GetGrain<IRandomGrain>("x").SiloAsync());
    }

    private async Task<(IRandomGrain Grain, SiloHandle Silo)> OnSecondarySiloAsync()
    {
        var secondary = _cluster.SecondarySilos[0];
        for (var i = 0; ; i++)
        {
            var grain = _cluster.Client.GetGrain<IRandomGrain>($"second {i}");
            if (await grain.SiloAsync() == secondary.SiloAddress.ToString()) return (grain, secondary);
        }
    }

    private sealed class SiloSetUp : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            var log = new CallLog();
            siloBuilder.Services.AddSingleton(log);
            siloBuilder.Services.AddSingleton(new Greeting("hello"));
            siloBuilder.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(new Stages(log));
            siloBuilder.Services.AddGrainStorage("store", (_, _) => new SharedStorage());
            siloBuilder.AddMemoryGrainStorageAsDefault().AddMemoryGrainStorage("PubSubStore").AddMemoryStreams("mem");
            siloBuilder.AddStartupTask((_, _) =>
            {
                log.Add("silo", "task 1");
                return FailingStart ? throw new NotSupportedException("the start") : Task.CompletedTask;
            });
            siloBuilder.AddStartupTask(new SecondTask(log), ServiceLifecycleStage.Active + 1);
        }
    }

    private sealed class ClientSetUp : IClientBuilderConfigurator
    {
        public void Configure(IConfiguration configuration, IClientBuilder clientBuilder) => clientBuilder.AddMemoryStreams("mem");
    }

    private sealed class SecondTask(CallLog log) : IStartupTask
    {
        public Task Execute(CancellationToken cancellationToken)
        {
            log.Add("silo", "task 2");
            return Task.CompletedTask;
        }
    }

    private sealed class Stages(CallLog log) : ILifecycleParticipant<ISiloLifecycle>
    {
        public void Participate(ISiloLifecycle lifecycle)
        {
            foreach (var stage in new[] { 15000, 5000 })
            {
                lifecycle.Subscribe("test", stage, _ =>
                {
                    log.Add("silo", $"stage {stage}");
                    return Task.CompletedTask;
                });
            }
        }
    }
}
