using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Streams;
using Orleans.TestingHost;

namespace Dendrite.Engine;

public interface ICounterGrain : IGrainWithStringKey
{
    Task<int> AddAsync(int n);
    Task<string> WhoAsync();
    ValueTask<int> PeekAsync();
    Task SleepAsync(CancellationToken token);
    Task PublishAsync(string s);
    Task SubscribeAsync();
    Task<List<string>> SeenAsync();
}

public sealed class SmokeState { public int N { get; set; } }

public sealed class CounterGrain([PersistentState("n", "store")] IPersistentState<SmokeState> state) : Grain, ICounterGrain
{
    private readonly List<string> _seen = [];
    public async Task<int> AddAsync(int n) { state.State.N += n; await state.WriteStateAsync(); return state.State.N; }
    public async Task<string> WhoAsync() { var a = TaskScheduler.Current; await Task.Yield(); return this.GetPrimaryKeyString() + (a == TaskScheduler.Current) + (a != TaskScheduler.Default); }
    public ValueTask<int> PeekAsync() => new(state.State.N);
    public Task SleepAsync(CancellationToken token) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
    public Task PublishAsync(string s) => this.GetStreamProvider("mem").GetStream<string>("ns", "k").OnNextAsync(s);
    public Task SubscribeAsync() => this.GetStreamProvider("mem").GetStream<string>("ns", "k").SubscribeAsync((s, _) => { _seen.Add(s); return Task.CompletedTask; });
    public Task<List<string>> SeenAsync() => Task.FromResult(_seen);
}

public sealed class SmokeTests
{
    private sealed class Silo : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder) => siloBuilder.AddMemoryGrainStorage("store").AddMemoryStreams("mem");
    }

    private sealed class Client : IClientBuilderConfigurator
    {
        public void Configure(Microsoft.Extensions.Configuration.IConfiguration configuration, IClientBuilder clientBuilder) => clientBuilder.AddMemoryStreams("mem");
    }

    [Fact]
    public async Task Everything_Works()
    {
        await using var cluster = new TestClusterBuilder().AddSiloBuilderConfigurator<Silo>().AddClientBuilderConfigurator<Client>().Build();
        await cluster.DeployAsync();
        var grain = cluster.Client.GetGrain<ICounterGrain>("a");
        Assert.Equal(1, await grain.AddAsync(1));
        Assert.Equal("aTrueTrue", await grain.WhoAsync());
        await cluster.DeactivateAsync(grain);
        Assert.Equal(1, await grain.PeekAsync());
        await grain.SubscribeAsync();
        await grain.PublishAsync("x");
        Assert.Equal(["x"], await grain.SeenAsync());
        using var c = new CancellationTokenSource();
        var t = grain.SleepAsync(c.Token);
        c.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => t);
        var seen = new TaskCompletionSource<string>();
        await cluster.Client.GetStreamProvider("mem").GetStream<string>("ns", "k").SubscribeAsync((s, _) => { seen.TrySetResult(s); return Task.CompletedTask; });
        await grain.PublishAsync("y");
        Assert.Equal("y", await seen.Task);
    }

    [Fact]
    public async Task Sqlite_Works()
    {
        var file = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".db");
        for (var i = 1; i < 3; i++)
        {
            var b = Host.CreateApplicationBuilder();
            b.UseOrleans(silo => silo.UseLocalhostClustering().AddAdoNetGrainStorage("store", o => { o.Invariant = "Microsoft.Data.Sqlite"; o.ConnectionString = "Data Source=" + file; }).AddMemoryStreams("mem"));
            using var host = b.Build();
            await host.StartAsync();
            Assert.Equal(i, await host.Services.GetRequiredService<IGrainFactory>().GetGrain<ICounterGrain>("a").AddAsync(1));
            await host.StopAsync();
        }
    }
}
