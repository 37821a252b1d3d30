using System.Collections.Concurrent;
using Dendrite.Contracts.Resilience;
using Dendrite.Contracts.Streams;
using Dendrite.Engine;
using Dendrite.Grains.Resilience;
using Dendrite.Grains.Resources;
using Dendrite.Resilience.Breakers;
using Dendrite.Resilience.Services;
using Dendrite.Resources;
using Dendrite.Silo.Resilience;
using Dendrite.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Dendrite.Resilience.Cluster;

/// <summary>Several silos on a clock of the test's own, each with its own route to the backend 'b', reporting when the test says.</summary>
internal sealed class ResilienceCluster : IAsyncDisposable
{
    private const string IdKey = "ResilienceClusterId";
    private static readonly ConcurrentDictionary<string, ResilienceCluster> Running = new();

    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly TestCluster _cluster;

    private ResilienceCluster(short silos)
    {
        Running[_id] = this;
        var builder = new TestClusterBuilder(silos);
        builder.Properties[IdKey] = _id;
        builder.AddSiloBuilderConfigurator<SiloConfigurator>();
        builder.AddClientBuilderConfigurator<ClientConfigurator>();
        _cluster = builder.Build();
    }

    public ManualTimeProvider Clock { get; } = new();

    public IClusterClient Client => (IClusterClient)_cluster.Client;

    public IBreakerGrain Breaker => Client.GetBreaker("b");

    public IReadOnlyList<SiloHandle> Silos => _cluster.Silos;

    public CancellationToken Limit { get; } = new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    public static async Task<ResilienceCluster> StartAsync(short silos)
    {
        var cluster = new ResilienceCluster(silos);
        await cluster._cluster.DeployAsync();
        return cluster;
    }

    public ScriptedUpstream UpstreamOf(SiloHandle silo) => Of<ScriptedUpstream>(silo);

    public Service ServiceOf(SiloHandle silo) => Assert.Single(Of<BackendServices>(silo).Services);

    public static string NameOf(SiloHandle silo) => silo.SiloAddress.ToParsableString();

    public int Polls => Silos.Sum(s => UpstreamOf(s).Polls);

    public void AnswerAll(bool well)
    {
        foreach (var silo in Silos)
            if (well) UpstreamOf(silo).Answer("1");
            else UpstreamOf(silo).Fail("broken");
    }

    /// <summary>Polls the backend from a silo.</summary>
    public async Task<PollOutcome> PollAsync(SiloHandle silo) =>
        await Of<IBackends>(silo).GetUpstream("b").PollAsync(new PollRequest("x", "", null), Limit);

    /// <summary>Every silo reports and obeys; twice, so that the first to report hears of what the last brought about.</summary>
    public async Task ReportAsync()
    {
        for (var i = 0; i < 2; i++)
            foreach (var silo in Silos) await Of<ServiceReporter>(silo).ReportAsync().WaitAsync(Limit);
    }

    /// <summary>Lets calls of every silo fail until the cluster's breaker is open.</summary>
    public async Task OpenAsync()
    {
        AnswerAll(well: false);
        for (var i = 0; i < 20 / Silos.Count + 1; i++)
            foreach (var silo in Silos) await PollAsync(silo);
        await ReportAsync();
        Assert.Equal(CircuitState.Open, (await Breaker.GetAsync(Limit)).State);
        await BreakersAreAsync(BreakerState.Open);
    }

    /// <summary>Waits until the breaker of every silo is in the state: a silo with nothing to report hears of it by the stream alone.</summary>
    public Task BreakersAreAsync(BreakerState state) =>
        Eventually.HoldsAsync(() => Task.FromResult(Silos.All(silo => ServiceOf(silo).Breaker.State == state)), $"every silo's breaker is {state}");

    public async Task KillAsync(SiloHandle silo)
    {
        await _cluster.KillSiloAsync(silo);
        await _cluster.WaitForLivenessToStabilizeAsync(didKill: true);
    }

    public Task DeactivateAsync(IAddressable grain) => _cluster.DeactivateAsync(grain);

    /// <summary>The silo on which a grain lives.</summary>
    public SiloHandle HostOf(IAddressable grain) =>
        _cluster.TryGetGrainContext(grain.GetGrainId(), out var context) ? _cluster.GetSiloForAddress(context!.Address.SiloAddress!)! : throw new InvalidOperationException("The grain is nowhere.");

    public T Of<T>(SiloHandle silo) where T : notnull => _cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        Running.TryRemove(_id, out _);
    }

    private sealed class SiloConfigurator : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            var test = Running[siloBuilder.Configuration[IdKey]!];
            siloBuilder.AddMemoryGrainStorage(StorageNames.Default);
            siloBuilder.AddMemoryGrainStorage("PubSubStore");
            siloBuilder.AddMemoryStreams(DendriteStreams.ProviderName);
            siloBuilder.Services.AddSingleton<ScriptedUpstream>();
            siloBuilder.Services.AddSingleton<BackendServices>();
            siloBuilder.Services.AddSingleton<IBackends>(services => new GuardedBackends(services.GetRequiredService<ScriptedUpstream>(), services.GetRequiredService<BackendServices>()));
            siloBuilder.Services.AddSingleton<ServiceReporter>();
            siloBuilder.Services.AddSingleton(new Random(1));
            siloBuilder.Services.AddGrainClock(test.Clock);
        }
    }

    private sealed class ClientConfigurator : IClientBuilderConfigurator
    {
        public void Configure(IConfiguration configuration, IClientBuilder clientBuilder) => clientBuilder.AddMemoryStreams(DendriteStreams.ProviderName);
    }

    private sealed class GuardedBackends(ScriptedUpstream upstream, BackendServices services) : IBackends
    {
        private readonly IUpstream _guarded = services.Guard(upstream.Definition, upstream);

        public IReadOnlyCollection<string> Names => upstream.Names;

        public BackendDefinition GetDefinition(string name) => upstream.GetDefinition(name);

        public IUpstream GetUpstream(string name) => _guarded;
    }
}
