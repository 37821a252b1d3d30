using System.Collections.Concurrent;
using Dendrite.Client.Cluster;
using Dendrite.Contracts.Resources;
using Dendrite.Contracts.Streams;
using Dendrite.Grains.Resources;
using Dendrite.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Dendrite.Resources;

/// <summary>A cluster with one silo, a scripted backend and a clock of the test's own.</summary>
internal sealed class ResourceCluster : IAsyncDisposable
{
    private const string IdKey = "ResourceClusterId";
    private static readonly ConcurrentDictionary<string, ResourceCluster> Running = new();

    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly TestCluster _cluster;

    private int _writes;
    private int _clears;

    private ResourceCluster()
    {
        Running[_id] = this;
        var builder = new TestClusterBuilder(1);
        builder.Properties[IdKey] = _id;
        builder.AddSiloBuilderConfigurator<SiloConfigurator>();
        builder.AddClientBuilderConfigurator<ClientConfigurator>();
        _cluster = builder.Build();
    }

    public ManualTimeProvider Clock { get; } = new();

    public ScriptedUpstream Upstream { get; } = new();

    /// <summary>Where documents come from; null for <see cref="Upstream"/>. Set before the first resource is used.</summary>
    public ScriptedSource? Source { get; set; }

    /// <summary>What the silo's resources may take. Set before the first resource is used.</summary>
    public ResourceLimits Limits { get; set; } = new();

    /// <summary>The method of grains whose calls get no answer; null for none.</summary>
    public string? Unanswered { get; set; }

    /// <summary>What a write of state meets with; null for success.</summary>
    public Exception? StorageFault { get; set; }

    /// <summary>What a write of the record of polls meets with; null for success.</summary>
    public Exception? FlightFault { get; set; }

    /// <summary>How often state was written, and removed.</summary>
    public int Writes => Volatile.Read(ref _writes);

    public int Clears => Volatile.Read(ref _clears);

    public IClusterClient Client => (IClusterClient)_cluster.Client;

    public ResourceFeeds Feeds { get; private set; } = null!;

    /// <summary>Ends a test that waits for what never comes.</summary>
    public CancellationToken Limit { get; } = new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;

    public static async Task<ResourceCluster> StartAsync()
    {
        var cluster = new ResourceCluster();
        await cluster._cluster.DeployAsync();
        await cluster.ReadRemindersAsync();
        cluster.Feeds = new ResourceFeeds(cluster.Client, TimeProvider.System);
        return cluster;
    }

    public static ResourceKey KeyOf(string path) => new("b", ResourceKey.PublicScope, path);

    /// <summary>
    /// Moves the clock to the resource's next poll and waits until that poll has been dealt with. The clock of grains has no
    /// other timers than theirs, and a resource arms its timer again only when it has finished.
    /// </summary>
    public async Task PollAgainAsync()
    {
        var before = Upstream.Polls;
        await Clock.WaitForTimerAsync(TimeSpan.FromDays(1), Limit);
        while (Upstream.Polls == before) await TickAsync();
    }

    /// <summary>Fires the next timer and waits until a timer is armed again.</summary>
    public async Task TickAsync()
    {
        var wait = await NextDueAsync() - Clock.GetUtcNow();
        Clock.Advance(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
        await Clock.WaitForTimerAsync(TimeSpan.FromDays(1), Limit);
    }

    /// <summary>When the next timer is due; while one fires there may be none for a moment.</summary>
    public async Task<DateTimeOffset> NextDueAsync()
    {
        IReadOnlyList<DateTimeOffset> due;
        while ((due = Clock.Due).Count == 0) await Clock.WaitForTimerAsync(TimeSpan.FromDays(1), Limit);
        return due[0];
    }

    /// <summary>Sends every resource away, as a silo that stops does.</summary>
    public void LeaveAll() => Local.LeaveAll("The test says so.");

    /// <summary>A reminder of a grain; null where there is none.</summary>
    public async Task<ReminderEntry?> FindReminderAsync(IAddressable grain, string name) =>
        await Services.GetRequiredService<IReminderTable>().ReadRow(grain.GetGrainId(), name) is { ReminderName: not null } entry ? entry : null;

    /// <summary>How many resources are active.</summary>
    public int ActiveResources => Local.Count;

    /// <summary>
    /// Orleans reads the reminders in the background of its start, and whoever needs one waits for that. On a busy machine the first attempt
    /// fails, and the next would come by the clock of the test, which stands still.
    /// </summary>
    private Task ReadRemindersAsync() => Eventually.HoldsAsync(async () =>
    {
        var read = Client.GetGrain<IReminderReader>(Guid.NewGuid()).ReadAsync();
        read.Ignore();
        while (await Task.WhenAny(read, Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System)) != read) Clock.Advance(TimeSpan.FromSeconds(30));
        return read.IsCompletedSuccessfully;
    }, "Orleans has read the reminders", TimeSpan.FromMinutes(1));

    private LocalResources Local => Services.GetRequiredService<LocalResources>();

    private IServiceProvider Services => _cluster.GetSiloServiceProvider(_cluster.Silos[0].SiloAddress);

    public async ValueTask DisposeAsync()
    {
        await Feeds.DisposeAsync();
        await _cluster.DisposeAsync();
        Running.TryRemove(_id, out _);
    }

    private static bool IsFlight(string stateName) => stateName.StartsWith("flight", StringComparison.Ordinal);

    private sealed class SiloConfigurator : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            var test = Running[siloBuilder.Configuration[IdKey]!];
            siloBuilder.Services.AddGrainStorage(StorageNames.Default, (services, name) => new RefusingStorage(MemoryGrainStorageFactory.Create(services, name), name => IsFlight(name) ? test.FlightFault : test.StorageFault, () => Interlocked.Increment(ref test._writes), () => Interlocked.Increment(ref test._clears)));
            siloBuilder.AddMemoryGrainStorage("PubSubStore");
            siloBuilder.AddMemoryStreams(DendriteStreams.ProviderName);
            siloBuilder.Services.AddSingleton<IBackends>(test.Upstream);
            siloBuilder.Services.AddSingleton<IResourceSources>(_ => (IResourceSources?)test.Source ?? new PolledSources(test.Upstream));
            siloBuilder.Services.AddSingleton(new Random(1));
            siloBuilder.UseInMemoryReminderService();
            siloBuilder.Services.AddSingleton<FlightStorage>();
            siloBuilder.Services.AddSingleton(services => new LocalResources(test.Limits, services.GetRequiredService<BackendGuards>()));
            siloBuilder.Services.AddSingleton<BackendGuards>();
            siloBuilder.Services.AddGrainClock(test.Clock);
            siloBuilder.AddOutgoingGrainCallFilter(new UnansweredCalls(test));
        }
    }

    private sealed class ClientConfigurator : IClientBuilderConfigurator
    {
        public void Configure(IConfiguration configuration, IClientBuilder clientBuilder)
        {
            clientBuilder.AddMemoryStreams(DendriteStreams.ProviderName);
            clientBuilder.AddOutgoingGrainCallFilter(new UnansweredCalls(Running[configuration[IdKey]!]));
        }
    }

    /// <summary>Calls that nobody answers, as those to a silo that has just been lost.</summary>
    private sealed class UnansweredCalls(ResourceCluster test) : IOutgoingGrainCallFilter
    {
        public Task Invoke(IOutgoingGrainCallContext context) =>
            context.MethodName == test.Unanswered ? new TaskCompletionSource().Task : context.Invoke();
    }
}
