using System.Collections.Concurrent;
using Dendrite.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Runtime.Messaging;
using Orleans.Streams;

namespace Dendrite.Engine;

/// <summary>Several hosts in one process: silos that know nothing of each other, and clients of one of them.</summary>
public sealed partial class HostTests : IAsyncLifetime
{
    private readonly List<IHost> _hosts = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var host in Enumerable.Reverse(_hosts))
        {
            await host.StopAsync();
            host.Dispose();
        }
    }

    [Fact]
    [Source("src/Orleans.Runtime/Hosting/CoreHostingExtensions.cs")]
    public async Task TwoSilos_SameKey_HaveAGrainEach()
    {
        var (one, other) = (await SiloAsync("one"), await SiloAsync("other"));
        await one.Grain("shared").KeepAsync("one's");
        Assert.Null(await other.Grain("shared").KeptAsync());
        await other.Grain("shared").KeepAsync("other's");
        Assert.Equal("one's", await one.Grain("shared").KeptAsync());
    }

    [Fact]
    [Source("src/Orleans.Runtime/Hosting/CoreHostingExtensions.cs")]
    public async Task TwoSilos_SameStream_DoNotHearEachOther()
    {
        var (one, other) = (await SiloAsync("one"), await SiloAsync("other"));
        var (heardByOne, heardByOther) = (new ConcurrentQueue<int>(), new ConcurrentQueue<int>());
        await one.Stream().SubscribeAsync(Into(heardByOne));
        await other.Stream().SubscribeAsync(Into(heardByOther));
        await one.Stream().OnNextAsync(1);
        await other.Stream().OnNextAsync(2);
        await Eventually.HoldsAsync(() => Task.FromResult(!heardByOne.IsEmpty && !heardByOther.IsEmpty), "each its own");
        Assert.Equal([1], heardByOne);
        Assert.Equal([2], heardByOther);
    }

    [Fact]
    [Source("src/Orleans.Runtime/Core/HostedClient.cs")]
    public async Task TwoSilos_Observers_HearOnlyTheirs()
    {
        var (one, other) = (await SiloAsync("one"), await SiloAsync("other"));
        var (mine, theirs) = (new Ear(), new Ear());
        await one.Client.GetGrain<INewsGrain>("news").SubscribeAsync(one.Client.CreateObjectReference<INewsObserver>(mine));
        await other.Client.GetGrain<INewsGrain>("news").SubscribeAsync(other.Client.CreateObjectReference<INewsObserver>(theirs));
        Assert.Equal(1, await one.Client.GetGrain<INewsGrain>("news").TellAsync("one's"));
        Assert.Equal(["one's"], mine.Heard);
        Assert.Empty(theirs.Heard);
        GC.KeepAlive(theirs);
    }

    [Fact]
    [Source("src/Orleans.Core/Core/ClientBuilderExtensions.cs")]
    public async Task Client_OfAHostOfItsOwn_ConnectsToTheSiloItNames()
    {
        var (one, other) = (await SiloAsync("one"), await SiloAsync("other"));
        await one.Grain("x").KeepAsync("one's");
        await other.Grain("x").KeepAsync("other's");
        Assert.Equal("other's", await (await ClientAsync(other)).GetGrain<ICopyGrain>("x").KeptAsync());
        Assert.Equal("one's", await (await ClientAsync(one)).GetGrain<ICopyGrain>("x").KeptAsync());
    }

    [Fact]
    [Source("src/Orleans.Core/Messaging/ClientMessageCenter.cs")]
    public async Task Client_NoSilo_FailsToStart()
    {
        var host = ClientHost(Ports.Free(), "nowhere", retry: (_, _) => Task.FromResult(false));
        await Assert.ThrowsAsync<ConnectionFailedException>(() => host.StartAsync());
        host.Dispose();
    }

    [Fact]
    [Source("src/Orleans.Runtime/Networking/GatewayInboundConnection.cs")]
    public async Task Client_OfAnotherCluster_FailsToStart()
    {
        var silo = await SiloAsync("one");
        var host = ClientHost(silo.Gateway, "other", retry: (_, _) => Task.FromResult(false));
        await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());
        host.Dispose();
    }

    [Fact]
    [Source("src/Orleans.Core/Core/IClientConnectionRetryFilter.cs")]
    public async Task Client_BeforeTheSilo_ConnectsWhenTheFilterTriesAgain()
    {
        var gateway = Ports.Free();
        var host = ClientHost(gateway, "late", retry: async (failure, _) =>
        {
            Assert.IsType<ConnectionFailedException>(failure);
            await SiloAsync("late", gateway);
            return true;
        });
        await host.StartAsync();
        _hosts.Add(host);
        Assert.Null(await host.Services.GetRequiredService<IClusterClient>().GetGrain<ICopyGrain>("x").KeptAsync());
    }

    [Fact]
    [Source("src/Orleans.Core/Runtime/OutsideRuntimeClient.cs")]
    public async Task Client_Observer_IsCalledBack()
    {
        var client = await ClientAsync(await SiloAsync("one"));
        var ear = new Ear();
        var news = client.GetGrain<INewsGrain>("news");
        await news.SubscribeAsync(client.CreateObjectReference<INewsObserver>(ear));
        await news.TellAsync("hello");
        Assert.Equal(["hello"], ear.Heard);
    }

    [Fact]
    [Source("docs/site/src/content/docs/streaming/streams-programming-apis.md#clients")]
    public async Task Client_Stream_IsHeardFromTheSilo()
    {
        var silo = await SiloAsync("one");
        var heard = new ConcurrentQueue<int>();
        await (await ClientAsync(silo)).GetStreamProvider("mem").GetStream<int>("hosts", "x").SubscribeAsync(Into(heard));
        await silo.Stream().OnNextAsync(5);
        await Eventually.HoldsAsync(() => Task.FromResult(heard.Contains(5)), "the item of the silo");
    }

    [Fact]
    [Source("src/Orleans.Core/Runtime/OutsideRuntimeClient.cs")]
    public async Task Client_SiloStopped_CallsFail()
    {
        var silo = await SiloAsync("one");
        var client = await ClientAsync(silo);
        await client.GetGrain<ICopyGrain>("x").KeptAsync();
        await StopAsync(silo);
        await Assert.ThrowsAnyAsync<Exception>(() => client.GetGrain<ICopyGrain>("x").KeptAsync());
    }

    [Fact]
    [Source("src/Orleans.Core/Messaging/GatewayManager.cs")]
    public async Task Client_SiloComesAgain_CallsGoOn()
    {
        var silo = await SiloAsync("one");
        var grain = (await ClientAsync(silo)).GetGrain<ICopyGrain>("x");
        await grain.KeepAsync("before");
        await StopAsync(silo);
        await SiloAsync("one", silo.Gateway);
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                return await grain.KeptAsync() is null;
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                return false;
            }
        }, "a call to the new silo");
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Runtime/GrainReference.cs")]
    public async Task Reference_OfAnotherSilo_CallsThatSiloFromWithinAGrainToo()
    {
        var (one, other) = (await SiloAsync("one"), await SiloAsync("other"));
        await other.Grain("x").KeepAsync("other's");
        await one.Grain("x").KeepAsync("one's");
        var errand = RelayGrain.Leave(async _ => (string)await other.Grain("x").KeptAsync());
        Assert.Equal("other's", await one.Client.GetGrain<IRelayGrain>("x").RunAsync(errand));
    }

    [Fact]
    [Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
    public async Task Silo_GatewayPortShared_ClientsReachTheNewestAndAreNotLeftWithOneThatWasOnlyDisposed()
    {
        var one = await SiloAsync("one");
        var other = await SiloAsync("one", one.Gateway);
        await other.Grain("x").KeepAsync("other");
        Assert.Equal("other", await (await ClientAsync(one)).GetGrain<ICopyGrain>("x").KeptAsync());
        _hosts.Remove(other.Host);
        other.Host.Dispose();
        using var client = ClientHost(one.Gateway, "one", (_, _) => Task.FromResult(false));
        await Assert.ThrowsAnyAsync<Exception>(() => client.StartAsync());
    }

    private static Func<int, StreamSequenceToken?, Task> Into(ConcurrentQueue<int> heard) => (item, _) =>
    {
        heard.Enqueue(item);
        return Task.CompletedTask;
    };

    private static IHost ClientHost(int gateway, string cluster, Func<Exception, CancellationToken, Task<bool>>? retry = null, Action<IClientBuilder>? more = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(client =>
        {
            client.UseLocalhostClustering(gateway, "hosts", cluster).AddMemoryStreams("mem").Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5));
            if (retry is not null) client.UseConnectionRetryFilter(retry);
            more?.Invoke(client);
        });
        return builder.Build();
    }

    private async Task<IClusterClient> ClientAsync(Silo silo)
    {
        var host = ClientHost(silo.Gateway, silo.Cluster);
        await host.StartAsync();
        _hosts.Add(host);
        return host.Services.GetRequiredService<IClusterClient>();
    }

    private async Task<Silo> SiloAsync(string cluster, int? gateway = null)
    {
        var port = gateway ?? Ports.Free();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo => silo.UseLocalhostClustering(Ports.Free(), port, null, "hosts", cluster).AddMemoryGrainStorage("PubSubStore").AddMemoryStreams("mem"));
        var host = builder.Build();
        await host.StartAsync();
        _hosts.Add(host);
        return new Silo(host, cluster, port);
    }

    private async Task StopAsync(Silo silo)
    {
        _hosts.Remove(silo.Host);
        await silo.Host.StopAsync();
        silo.Host.Dispose();
    }

    private sealed record Silo(IHost Host, string Cluster, int Gateway)
    {
        public IClusterClient Client => Host.Services.GetRequiredService<IClusterClient>();

        public ICopyGrain Grain(string key) => Client.GetGrain<ICopyGrain>(key);

        public IAsyncStream<int> Stream() => Client.GetStreamProvider("mem").GetStream<int>("hosts", "x");
    }

    private sealed class Ear : INewsObserver
    {
        public ConcurrentQueue<string> Heard { get; } = new();

        public Task HearAsync(string news)
        {
            Heard.Enqueue(news);
            return Task.CompletedTask;
        }

        public void Whisper(string news) => Heard.Enqueue(news);

        public Task ShoutAsync(string news) => HearAsync(news);
    }
}
