using System.Collections.Concurrent;
using Dendrite.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Dendrite.Engine;

/// <summary>What a client holds from before its silo came, over its silo's end, and in its observers.</summary>
public sealed partial class HostTests
{
    [Fact]
    [Source("docs/site/src/content/docs/streaming/streams-programming-apis.md#clients")]
    public async Task Client_StreamProviderGotBeforeItsStart_HasTheSilosStreams()
    {
        var silo = await SiloAsync("one");
        using var host = ClientHost(silo.Gateway, silo.Cluster);
        var provider = host.Services.GetRequiredService<IClusterClient>().GetStreamProvider("mem");
        await host.StartAsync();
        var stream = provider.GetStream<string>("engine-implicit", "early");
        await stream.OnNextAsync("client's");
        await HearsAsync(silo, "early", "client's");
        await silo.Client.GetStreamProvider("mem").GetStream<string>("engine-implicit", "early").OnNextAsync("silo's");
        await HearsAsync(silo, "early", "silo's");
        GC.KeepAlive(stream);
        await host.StopAsync();
    }

    [Fact]
    [Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
    public async Task Client_StreamGotBeforeThereIsASilo_RefusesEventsUntilThereIsOne()
    {
        var gateway = Ports.Free();
        using var host = ClientHost(gateway, "late");
        var stream = host.Services.GetRequiredService<IClusterClient>().GetStreamProvider("mem").GetStream<string>("engine-implicit", "first");
        await Assert.ThrowsAsync<SiloUnavailableException>(() => stream.OnNextAsync("lost"));
        var silo = await SiloAsync("late", gateway);
        await host.StartAsync();
        await stream.OnNextAsync("heard");
        await HearsAsync(silo, "first", "heard");
        await host.StopAsync();
    }

    [Fact]
    [Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
    public async Task Client_SiloComesAgain_PublicationsReachTheNewOne()
    {
        var silo = await SiloAsync("one");
        var client = await ClientAsync(silo);
        var held = client.GetStreamProvider("mem").GetStream<string>("engine-implicit", "held");
        await held.OnNextAsync("before");
        await HearsAsync(silo, "held", "before");
        await StopAsync(silo);
        silo = await SiloAsync("one", silo.Gateway);
        await held.OnNextAsync("after");
        await HearsAsync(silo, "held", "after");
        await client.GetStreamProvider("mem").GetStream<string>("engine-implicit", "fresh").OnNextAsync("after");
        await HearsAsync(silo, "fresh", "after");
    }

    [Fact]
    [Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
    public async Task Client_SiloComesAgain_ItsObserversGoWithIt()
    {
        var silo = await SiloAsync("one");
        var client = await ClientAsync(silo);
        var ear = new Ear();
        var reference = client.CreateObjectReference<INewsObserver>(ear);
        await client.GetGrain<INewsGrain>("news").SubscribeAsync(reference);
        await client.GetGrain<INewsGrain>("news").TellAsync("before");
        await StopAsync(silo);
        await SiloAsync("one", silo.Gateway);
        await client.GetGrain<INewsGrain>("news").SubscribeAsync(reference);
        Assert.Equal(1, await client.GetGrain<INewsGrain>("news").TellAsync("after"));
        Assert.Equal(["before", "after"], ear.Heard);
        client.DeleteObjectReference<INewsObserver>(reference);
        GC.KeepAlive(ear);
    }

    [Fact]
    [Source("src/Orleans.Core/Runtime/InvokableObjectManager.cs")]
    public async Task Observer_SubscribesToAStream_ForItsClient()
    {
        var silo = await SiloAsync("one");
        var client = await ClientAsync(silo);
        var heard = new ConcurrentQueue<int>();
        var stream = client.GetStreamProvider("mem").GetStream<int>("hosts", "by-observer");
        var observer = new Doer(() => stream.SubscribeAsync(Into(heard)));
        var reference = client.CreateObjectReference<INewsObserver>(observer);
        await client.GetGrain<INewsGrain>("news").TellOneAsync(reference, "subscribe");
        Assert.Single(await stream.GetAllSubscriptionHandles());
        client.DeleteObjectReference<INewsObserver>(reference);
        await stream.OnNextAsync(7);
        await Eventually.HoldsAsync(() => Task.FromResult(heard.Contains(7)), "the event, though the observer is gone");
        GC.KeepAlive(observer);
    }

    [Fact]
    [Source("src/Orleans.Core/Runtime/OutsideRuntimeClient.cs")]
    public async Task Observer_CallsAGrain_ThroughTheFiltersOfItsClient()
    {
        var silo = await SiloAsync("one");
        var calls = new ConcurrentQueue<string>();
        using var host = ClientHost(silo.Gateway, silo.Cluster, more: client => client.AddOutgoingGrainCallFilter(call =>
        {
            // Orleans's own client calls grains of the system, too.
            if (call.InterfaceMethod.DeclaringType!.Assembly == typeof(ICopyGrain).Assembly) calls.Enqueue(call.MethodName);
            return call.Invoke();
        }));
        await host.StartAsync();
        var client = host.Services.GetRequiredService<IClusterClient>();
        var observer = new Doer(() => client.GetGrain<ICopyGrain>("x").KeepAsync("observer's"));
        await client.GetGrain<INewsGrain>("news").TellOneAsync(client.CreateObjectReference<INewsObserver>(observer), "call");
        Assert.Equal("observer's", await silo.Grain("x").KeptAsync());
        Assert.Equal(["TellOneAsync", "KeepAsync"], calls);
        GC.KeepAlive(observer);
        await host.StopAsync();
    }

    private static Task HearsAsync(Silo silo, string key, string item) => Eventually.HoldsAsync(
        async () => (await silo.Client.GetGrain<IImplicitGrain>(key).SeenAsync()).Contains(item),
        $"\"{item}\" at the grain {key}");

    private sealed class Doer(Func<Task> what) : INewsObserver
    {
        public Task HearAsync(string news) => what();

        public void Whisper(string news)
        {
        }

        public Task ShoutAsync(string news) => what();
    }
}
