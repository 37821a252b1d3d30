using Dendrite.Contracts.Resources;
using Dendrite.Protocol;
using Dendrite.Testing;

namespace Dendrite.Resources;

/// <summary>What a backend tells reaches the resources of every silo, and a silo that has gone holds nobody up.</summary>
public sealed class PokeGrainTests : IAsyncLifetime
{
    private const int Resources = 12;
    private LiveCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await LiveCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Poke_ResourcesOnSeveralSilos_AreToldWhereverTheyAre_AlsoAfterASiloHasGone()
    {
        var listeners = await Task.WhenAll(Enumerable.Range(0, Resources).Select(resource => _cluster.Feeds.ListenAsync(LiveCluster.KeyOf(resource), ResourceFormat.Patch, null, CancellationToken.None)));
        var hosts = await Task.WhenAll(Enumerable.Range(0, Resources).Select(_cluster.HostOfAsync));
        Assert.True(hosts.Distinct().Count() > 1, "All resources are on one silo.");
        Assert.Equal(Resources, await PokeAsync(null, "**"));
        Assert.Equal(3, await PokeAsync(null, "r1", "r2", "r11", "r99"));
        Assert.Equal(0, (await _cluster.Client.GetPoke("another").PokeAsync(new PokeOrder(null, ["**"]))).Resources);

        await _cluster.StopAsync(hosts.First(host => host != _cluster.Silos[0]));
        await Eventually.HoldsAsync(async () => await PokeAsync(null, "**") == Resources, "all are told where they are now");
        foreach (var listener in listeners) await listener.DisposeAsync();
    }

    [Fact]
    public async Task Poke_TheSameEventAgain_HasNoEffectFromWhicheverSiloItComes()
    {
        var order = new PokeOrder("f", ["**"]);
        Assert.False((await _cluster.Of<IGrainFactory>(_cluster.Silos[0]).GetPoke(LiveCluster.Backend).PokeAsync(order)).IsReplay);
        Assert.True((await _cluster.Of<IGrainFactory>(_cluster.Silos[1]).GetPoke(LiveCluster.Backend.ToUpperInvariant()).PokeAsync(order)).IsReplay);
        Assert.True((await _cluster.Client.GetPoke(LiveCluster.Backend).PokeAsync(order)).IsReplay);
        Assert.False((await _cluster.Client.GetPoke(LiveCluster.Backend).PokeAsync(order with { Fingerprint = "g" })).IsReplay);
    }

    private async Task<int> PokeAsync(string? fingerprint, params string[] patterns) => (await _cluster.Client.GetPoke(LiveCluster.Backend).PokeAsync(new PokeOrder(fingerprint, patterns))).Resources;
}
