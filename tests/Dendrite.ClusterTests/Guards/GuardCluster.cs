using System.Collections.Concurrent;
using Dendrite.Contracts.Guards;
using Dendrite.Contracts.Resources;
using Dendrite.Contracts.Streams;
using Dendrite.Grains.Guards;
using Dendrite.Grains.Resources;
using Dendrite.Hosting.Guards;
using Dendrite.Protocol;
using Dendrite.Resilience.Breakers;
using Dendrite.Resilience.Guards;
using Dendrite.Resources;
using Dendrite.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Dendrite.Guards;

/// <summary>
/// Several silos on a clock of the tests' own, each with its own route to each backend, reporting when the test says. Tests
/// share a cluster: each begins with a backend that nobody has called yet.
/// </summary>
internal sealed class GuardCluster : IAsyncDisposable
{
    private const string IdKey = "ResilienceClusterId";
    private static readonly ConcurrentDictionary<string, GuardCluster> Running = new();

    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly TestCluster _cluster;
    private readonly SharedStorage _storage = new();
    private readonly ConcurrentDictionary<string, int> _reports = new();
    private int _backends;

    private GuardCluster(short silos)
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

    /// <summary>The backend of the test at hand.</summary>
    public string Backend { get; private set; } = "b";

    public IBreakerGrain Breaker => Client.GetBreaker(new GuardKey(Backend));

    public IReadOnlyList<SiloHandle> Silos => _cluster.Silos;

    /// <summary>Ends a test that waits for what never comes.</summary>
    public CancellationToken Limit { get; private set; }

    public static async Task<GuardCluster> StartAsync(short silos)
    {
        var cluster = new GuardCluster(silos);
        await cluster._cluster.DeployAsync();
        return cluster;
    }

    /// <summary>Gives the next test a backend and a time limit of its own.</summary>
    public void Begin()
    {
        Backend = "b" + Interlocked.Increment(ref _backends);
        Limit = new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;
        foreach (var silo in Silos)
        {
            _ = Of<IBackends>(silo).GetUpstream(Backend);
            Of<BackendGuards>(silo).AskForPermit = Of<GuardReporter>(silo).AskForPermitAsync;
        }
    }

    public ResourceKey KeyOf(string path) => new(Backend, ResourceKey.PublicScope, path);

    public ScriptedUpstream UpstreamOf(SiloHandle silo) => Of<GuardedBackends>(silo).Scripted(Backend);

    public Guard GuardOf(SiloHandle silo) => Assert.Single(Of<BackendGuards>(silo).All, guard => guard.Name == Backend);

    public static string NameOf(SiloHandle silo) => silo.SiloAddress.ToParsableString();

    /// <summary>How many reports the grains of the test's guard have been sent.</summary>
    public int Reports => _reports.GetValueOrDefault(Backend);

    public int Polls => Silos.Sum(s => UpstreamOf(s).Polls);

    public void AnswerAll(bool well)
    {
        foreach (var silo in Silos)
            if (well) UpstreamOf(silo).Answer("1");
            else UpstreamOf(silo).Fail("broken");
    }

    /// <summary>Polls the backend from a silo.</summary>
    public async Task<PollOutcome> PollAsync(SiloHandle silo) =>
        await Of<IBackends>(silo).GetUpstream(Backend).PollAsync(new PollRequest("x", "", null), Limit);

    /// <summary>Every silo reports and obeys; twice, so that the first to report hears of what the last brought about.</summary>
    public async Task ReportAsync()
    {
        for (var i = 0; i < 2; i++)
            foreach (var silo in Silos) await Of<GuardReporter>(silo).ReportAsync().WaitAsync(Limit);
    }

    /// <summary>One tick of every silo's timer.</summary>
    public async Task TickAsync()
    {
        foreach (var silo in Silos) await Of<GuardReporter>(silo).ReportNewsAsync().WaitAsync(Limit);
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
        Eventually.HoldsAsync(() => Task.FromResult(Silos.All(silo => GuardOf(silo).Breaker.State == state)), $"every silo's breaker is {state}");

    public async Task KillAsync(SiloHandle silo)
    {
        await _cluster.KillSiloAsync(silo);
    }

    /// <summary>Asks until the others have agreed that a silo is dead; until then calls to its grains fail. For questions only: what is asked may be asked twice.</summary>
    public async Task<T> AfterKillAsync<T>(Func<Task<T>> question)
    {
        T answer = default!;
        await Eventually.HoldsAsync(AnsweredAsync, "an answer after the death of a silo", TimeSpan.FromSeconds(30));
        return answer;

        async Task<bool> AnsweredAsync()
        {
            try
            {
                answer = await question();
                return true;
            }
            catch (Exception e) when (e is OrleansMessageRejectionException or InconsistentStateException or TimeoutException)
            {
                return false;
            }
        }
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
            test._storage.AddTo(siloBuilder, StorageNames.Default);
            siloBuilder.AddMemoryStreams(DendriteStreams.ProviderName);
            siloBuilder.AddIncomingGrainCallFilter(async call =>
            {
                if (call.Grain is IBreakerGrain or IMetricsGrain && call.MethodName == nameof(IBreakerGrain.ReportAsync))
                    test._reports.AddOrUpdate(call.TargetId.Key.ToString()!, 1, (_, count) => count + 1);
                await call.Invoke();
            });
            siloBuilder.Services.AddSingleton<BackendGuards>();
            siloBuilder.Services.AddSingleton<BackendErrors>();
            siloBuilder.Services.AddSingleton<GuardedBackends>();
            siloBuilder.Services.AddSingleton<IBackends>(services => services.GetRequiredService<GuardedBackends>());
            siloBuilder.Services.AddSingleton<IResourceSources, PolledSources>();
            siloBuilder.Services.AddSingleton<IActiveSilos, ActiveSilos>();
            siloBuilder.Services.AddSingleton<GuardReporter>();
            siloBuilder.Services.AddSingleton(new Random(1));
            siloBuilder.Services.AddSingleton<FlightStorage>();
            siloBuilder.Services.AddSingleton(services => new LocalResources(new ResourceLimits(), services.GetRequiredService<BackendGuards>()));
            siloBuilder.Services.AddGrainClock(test.Clock);
            siloBuilder.Configure<ClusterMembershipOptions>(options =>
            {
                // A killed silo is declared dead after one missed probe: what is waited for here is not the product's patience.
                (options.ProbeTimeout, options.NumMissedProbesLimit, options.NumVotesForDeathDeclaration) = (TimeSpan.FromMilliseconds(500), 1, 1);
            });
        }
    }

    private sealed class ClientConfigurator : IClientBuilderConfigurator
    {
        public void Configure(IConfiguration configuration, IClientBuilder clientBuilder) => clientBuilder.AddMemoryStreams(DendriteStreams.ProviderName);
    }

    private sealed class GuardedBackends(BackendGuards guards) : IBackends
    {
        private readonly ConcurrentDictionary<string, (ScriptedUpstream Scripted, IUpstream Guarded)> _backends = new();

        public IReadOnlyCollection<string> Names => [.. _backends.Keys];

        public ScriptedUpstream Scripted(string name) => Find(name).Scripted;

        public BackendDefinition GetDefinition(string name) => Find(name).Scripted.Definition;

        public IUpstream GetUpstream(string name) => Find(name).Guarded;

        private (ScriptedUpstream Scripted, IUpstream Guarded) Find(string name) => _backends.GetOrAdd(name, static (name, guards) =>
        {
            var scripted = new ScriptedUpstream();
            scripted.Definition = scripted.Definition with { Name = name };
            return (scripted, guards.Guard(scripted.Definition, scripted));
        }, guards);
    }
}
