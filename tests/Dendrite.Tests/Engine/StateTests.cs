using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Dendrite.Engine;

/// <summary>State that outlives the activation.</summary>
public sealed class StateTests(EngineCluster cluster) : EngineTest(cluster)
{
    [Fact]
    [Source("docs/site/src/content/docs/grains/grain-persistence/index.md#use-persistent-state")]
    public async Task State_NeverWritten_IsNewAndHasNoRecord()
    {
        var grain = Client.GetGrain<IAccountGrain>(NewKey());
        Assert.Equal(0, await grain.BalanceAsync());
        Assert.Equal((false, false), await grain.RecordAsync());
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/grain-persistence/index.md#use-persistent-state")]
    public async Task State_Written_IsReadByTheNextActivation()
    {
        var grain = Client.GetGrain<IAccountGrain>(NewKey());
        await grain.AddAsync(5);
        await Cluster.Cluster.DeactivateAsync(grain);
        Assert.Equal(5, await grain.BalanceAsync());
        Assert.Equal(["5"], await grain.LinesAsync());
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/grain-persistence/index.md#use-persistent-state")]
    public async Task State_NotWritten_IsLostWithTheActivation()
    {
        var grain = Client.GetGrain<IAccountGrain>(NewKey());
        await grain.AddAsync(5);
        await grain.AddWithoutSavingAsync(3);
        Assert.Equal(8, await grain.BalanceAsync());
        await Cluster.Cluster.DeactivateAsync(grain);
        Assert.Equal(5, await grain.BalanceAsync());
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Core/IStorage.cs")]
    public async Task State_Written_HasARecordAndAnETag()
    {
        var grain = Client.GetGrain<IAccountGrain>(NewKey());
        await grain.AddAsync(1);
        Assert.Equal((true, true), await grain.RecordAsync());
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Core/IStorage.cs")]
    public async Task State_Cleared_IsNewAndHasNoRecord()
    {
        var grain = Client.GetGrain<IAccountGrain>(NewKey());
        await grain.AddAsync(1);
        await grain.ClearAsync();
        Assert.Equal(0, await grain.BalanceAsync());
        Assert.False((await grain.RecordAsync()).Exists);
        await grain.AddAsync(2);
        Assert.Equal(2, await grain.BalanceAsync());
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/grain-persistence/index.md#use-persistent-state")]
    public async Task State_ReadAgain_DropsWhatWasNotSaved()
    {
        var grain = Client.GetGrain<IAccountGrain>(NewKey());
        await grain.AddAsync(1);
        await grain.AddWithoutSavingAsync(10);
        await grain.ReadAsync();
        Assert.Equal(1, await grain.BalanceAsync());
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/grain-persistence/index.md#consistency-and-atomicity")]
    public async Task Write_StaleETag_IsRefused()
    {
        var grain = Client.GetGrain<IAccountGrain>(NewKey());
        await grain.AddAsync(1);
        await Assert.ThrowsAsync<InconsistentStateException>(grain.WriteBehindItsBackAsync);
    }

    [Fact]
    [Source("src/Orleans.Runtime/Core/InsideRuntimeClient.cs")]
    public async Task Write_StaleETag_EndsTheActivation()
    {
        var grain = Client.GetGrain<IAccountGrain>(NewKey());
        await grain.AddAsync(1);
        await Assert.ThrowsAsync<InconsistentStateException>(grain.WriteBehindItsBackAsync);
        await EventuallyAsync(async () => await grain.BalanceAsync() == 1000, "a new activation that has read the other's write");
    }

    [Fact]
    [Source("src/Orleans.Runtime/Storage/StateStorageBridge.cs")]
    public async Task Writes_ManyAtOnce_LeaveTheLast()
    {
        var grain = Client.GetGrain<IAccountGrain>(NewKey());
        await grain.SaveManyAtOnceAsync(20);
        await Cluster.Cluster.DeactivateAsync(grain);
        Assert.Equal(20, await grain.BalanceAsync());
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/grain-persistence/index.md#legacy-grain-state-base-class")]
    public async Task GrainOfT_State_OutlivesTheActivation()
    {
        var grain = Client.GetGrain<IOldStyleGrain>(NewKey());
        await grain.AddAsync(4);
        await Cluster.Cluster.DeactivateAsync(grain);
        Assert.Equal(5, await grain.AddAsync(1));
        await grain.ClearAsync();
        Assert.Equal(1, await grain.AddAsync(1));
    }

    [Fact]
    [Source("src/Orleans.Runtime/Facet/Persistent/IPersistentStateFactory.cs")]
    public async Task State_MadeByTheFactory_OutlivesTheActivation()
    {
        var grain = Client.GetGrain<IMadeStateGrain>(NewKey());
        await grain.AddAsync(4);
        await Cluster.Cluster.DeactivateAsync(grain);
        Assert.Equal(5, await grain.AddAsync(1));
    }

    [Fact]
    [Source("src/Orleans.Core/Providers/IGrainStorageSerializer.cs")]
    public async Task Storage_WithASerializerOfItsOwn_WritesAndReadsByIt()
    {
        var grain = Client.GetGrain<INotedGrain>(NewKey());
        await grain.WriteAsync("hello");
        await Cluster.Cluster.DeactivateAsync(grain);
        Assert.Equal("hello, written, read", await grain.ReadAsync());
    }

    [Fact]
    [Source("src/Orleans.Runtime/Facet/Persistent/PersistentStateStorageFactory.cs")]
    public async Task State_OfAMissingStorage_FailsTheActivationAndNamesIt()
    {
        var e = await Assert.ThrowsAnyAsync<Exception>(Client.GetGrain<INoStoreGrain>(NewKey()).TouchAsync);
        Assert.Contains("there is no such store", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Source("src/Orleans.Persistence.TestKit/GrainStorageTestRunner.cs")]
    public async Task Storage_ReadNothing_GivesNoRecord()
    {
        var (storage, id, state) = NewRecord();
        await storage.ReadStateAsync("x", id, state);
        Assert.False(state.RecordExists);
        Assert.Null(state.ETag);
    }

    [Fact]
    [Source("src/Orleans.Persistence.TestKit/GrainStorageTestRunner.cs")]
    public async Task Storage_Write_GivesANewETagEachTime()
    {
        var (storage, id, state) = NewRecord();
        await storage.WriteStateAsync("x", id, state);
        var first = state.ETag;
        await storage.WriteStateAsync("x", id, state);
        Assert.NotNull(first);
        Assert.NotEqual(first, state.ETag);
    }

    [Fact]
    [Source("src/Orleans.Persistence.TestKit/GrainStorageTestRunner.cs")]
    public async Task Storage_SecondFirstWrite_IsRefused()
    {
        var (storage, id, state) = NewRecord();
        await storage.WriteStateAsync("x", id, state);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("x", id, new GrainState<Account>(new Account())));
    }

    [Fact]
    [Source("src/Orleans.Persistence.TestKit/GrainStorageTestRunner.cs")]
    public async Task Storage_ClearWithStaleETag_IsRefused()
    {
        var (storage, id, state) = NewRecord();
        await storage.WriteStateAsync("x", id, state);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("x", id, new GrainState<Account>(new Account(), "stale")));
    }

    [Fact]
    [Source("src/Orleans.Persistence.TestKit/GrainStorageTestRunner.cs")]
    public async Task Storage_StateNames_AreApart()
    {
        var (storage, id, state) = NewRecord();
        await storage.WriteStateAsync("x", id, state);
        var other = new GrainState<Account>(new Account());
        await storage.ReadStateAsync("y", id, other);
        Assert.False(other.RecordExists);
    }

    private (IGrainStorage Storage, GrainId Id, GrainState<Account> State) NewRecord() =>
        (Cluster.Silo.GetRequiredKeyedService<IGrainStorage>("store"), GrainId.Create("engine-test", NewKey()), new GrainState<Account>(new Account { Balance = 1 }));
}
