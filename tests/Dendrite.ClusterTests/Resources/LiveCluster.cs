using System.Collections.Concurrent;
using System.Text;
using Dendrite.Client.Cluster;
using Dendrite.Contracts.Resources;
using Dendrite.Grains.Resources;
using Dendrite.Hosting;
using Dendrite.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace Dendrite.Resources;

/// <summary>
/// Three silos on the system's clock, each with Dendrite as <c>AddDendrite</c> makes it, a store that outlives them, and a client outside. Every
/// resource changes with each poll, ten times a second.
/// </summary>
internal sealed class LiveCluster : IAsyncDisposable
{
    public const string Backend = "b";
    private const string IdKey = "LiveClusterId";
    private static readonly ConcurrentDictionary<string, LiveCluster> Running = new();

    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly TestCluster _cluster;
    private readonly SharedStorage _storage = new();

    private LiveCluster(short silos)
    {
        Running[_id] = this;
        var builder = new TestClusterBuilder(silos);
        builder.Properties[IdKey] = _id;
        builder.AddSiloBuilderConfigurator<SiloConfigurator>();
        builder.AddClientBuilderConfigurator<ClientConfigurator>();
        _cluster = builder.Build();
    }

    public ChangingSource Source { get; } = new();

    public IReadOnlyList<SiloHandle> Silos => _cluster.Silos;

    public IClusterClient Client => (IClusterClient)_cluster.Client;

    /// <summary>The feeds of the client outside.</summary>
    public ResourceFeeds Feeds => _cluster.ServiceProvider.GetRequiredService<ResourceFeeds>();

    public static async Task<LiveCluster> StartAsync(short silos = 3)
    {
        var cluster = new LiveCluster(silos);
        await cluster._cluster.DeployAsync();
        return cluster;
    }

    public static ResourceKey KeyOf(int resource) => new(Backend, ResourceKey.PublicScope, $"r{resource}");

    public T Of<T>(SiloHandle silo) where T : notnull => _cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<T>();

    /// <summary>The silo that a resource is on.</summary>
    public async Task<SiloHandle> HostOfAsync(int resource)
    {
        var address = await Client.GetResource(KeyOf(resource)).PulseAsync();
        return Silos.Single(silo => silo.SiloAddress.Equals(address));
    }

    public Task StopAsync(SiloHandle silo) => _cluster.StopSiloAsync(silo);

    public Task KillAsync(SiloHandle silo) => _cluster.KillSiloAsync(silo);

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        Running.TryRemove(_id, out _);
    }

    /// <summary>A source whose documents differ from one question to the next.</summary>
    internal sealed class ChangingSource : IResourceSources, IResourceSource
    {
        private readonly ConcurrentDictionary<string, int> _asked = new();
        private volatile bool _isQuiet;

        /// <summary>No change any more.</summary>
        public bool IsQuiet
        {
            get => _isQuiet;
            set => _isQuiet = value;
        }

        /// <summary>How often a resource was asked for.</summary>
        public int Asked(int resource) => _asked.GetValueOrDefault($"r{resource}");

        public IResourceSource GetSource(string backend) => this;

        public Task<PollOutcome> AskAsync(PollRequest request, CancellationToken cancellationToken)
        {
            var n = _isQuiet ? _asked.GetOrAdd(request.Path, 1) : _asked.AddOrUpdate(request.Path, 1, static (_, n) => n + 1);
            var document = $$"""{"n":{{n}},"path":"{{request.Path}}","text":"{{new string('x', 500)}}"}""";
            return Task.FromResult<PollOutcome>(new PollOutcome.Answered(Encoding.UTF8.GetBytes(document), new Validators(null, null), TimeSpan.Zero));
        }
    }

    private sealed class SiloConfigurator : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            var test = Running[siloBuilder.Configuration[IdKey]!];
            test._storage.AddTo(siloBuilder, StorageNames.Default);
            siloBuilder.Services.AddSingleton<IResourceSources>(test.Source);
            siloBuilder.AddDendrite(options => options.Backends.Add(new BackendDefinition
            {
                Name = Backend,
                BaseAddress = new Uri("http://backend.invalid/"),
                MinInterval = TimeSpan.FromMilliseconds(100),
                MaxInterval = TimeSpan.FromMilliseconds(100),
                Public = true,
            }));
#pragma warning disable ORLEANSEXP003
            siloBuilder.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
            siloBuilder.Configure<GrainDirectoryOptions>(options => options.RangeLeaseDuration = TimeSpan.Zero);
            siloBuilder.Configure<ClusterMembershipOptions>(options =>
            {
                (options.ProbeTimeout, options.MaxProbeTimeout, options.MinProbeTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(500));
                (options.NumMissedProbesLimit, options.NumVotesForDeathDeclaration) = (3, 2);
            });
        }
    }

    private sealed class ClientConfigurator : IClientBuilderConfigurator
    {
        public void Configure(IConfiguration configuration, IClientBuilder clientBuilder) => clientBuilder.AddDendriteClient();
    }
}
