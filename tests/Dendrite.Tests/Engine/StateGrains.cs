using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Storage;

namespace Dendrite.Engine;

[GenerateSerializer]
public sealed class Account
{
    [Id(0)]
    public int Balance { get; set; }

    [Id(1)]
    public List<string> Lines { get; set; } = [];
}

public interface IAccountGrain : IGrainWithStringKey
{
    Task<int> AddAsync(int amount);

    Task AddWithoutSavingAsync(int amount);

    Task<int> BalanceAsync();

    Task<(bool Exists, bool HasETag)> RecordAsync();

    Task ClearAsync();

    Task ReadAsync();

    Task<string?> WriteBehindItsBackAsync();

    Task<int[]> SaveManyAtOnceAsync(int count);

    Task<string[]> LinesAsync();
}

public sealed class AccountGrain([PersistentState("account", "store")] IPersistentState<Account> state, [PersistentState("second")] IPersistentState<Account> second) : Grain, IAccountGrain
{
    public async Task<int> AddAsync(int amount)
    {
        state.State.Balance += amount;
        state.State.Lines.Add($"{amount}");
        await state.WriteStateAsync();
        second.State.Balance = -state.State.Balance;
        await second.WriteStateAsync();
        return state.State.Balance;
    }

    public Task AddWithoutSavingAsync(int amount)
    {
        state.State.Balance += amount;
        return Task.CompletedTask;
    }

    public Task<int> BalanceAsync() => Task.FromResult(state.State.Balance);

    public Task<(bool Exists, bool HasETag)> RecordAsync() => Task.FromResult((state.RecordExists, !string.IsNullOrEmpty(state.Etag)));

    public Task ClearAsync() => state.ClearStateAsync();

    public Task ReadAsync() => state.ReadStateAsync();

    /// <summary>Writes the same record through the storage itself, then saves the own copy, which is stale by then.</summary>
    public async Task<string?> WriteBehindItsBackAsync()
    {
        var storage = ServiceProvider.GetRequiredKeyedService<IGrainStorage>("store");
        var other = new GrainState<Account>(new Account());
        await storage.ReadStateAsync("account", this.GetGrainId(), other);
        other.State!.Balance = 1000;
        await storage.WriteStateAsync("account", this.GetGrainId(), other);
        state.State.Balance = 1;
        await state.WriteStateAsync();
        return state.Etag;
    }

    public async Task<int[]> SaveManyAtOnceAsync(int count)
    {
        var saves = Enumerable.Range(1, count).Select(n =>
        {
            state.State.Balance = n;
            return state.WriteStateAsync();
        }).ToList();
        await Task.WhenAll(saves);
        return [state.State.Balance];
    }

    public Task<string[]> LinesAsync() => Task.FromResult(state.State.Lines.ToArray());
}

public interface IOldStyleGrain : IGrainWithStringKey
{
    Task<int> AddAsync(int amount);

    Task ClearAsync();
}

[StorageProvider(ProviderName = "store")]
public sealed class OldStyleGrain : Grain<Account>, IOldStyleGrain
{
    public async Task<int> AddAsync(int amount)
    {
        State.Balance += amount;
        await WriteStateAsync();
        return State.Balance;
    }

    public Task ClearAsync() => ClearStateAsync();
}

public interface INoStoreGrain : IGrainWithStringKey
{
    Task TouchAsync();
}

public sealed class NoStoreGrain([PersistentState("x", "there is no such store")] IPersistentState<Account> state) : Grain, INoStoreGrain
{
    public Task TouchAsync() => Task.FromResult(state);
}

public interface IMadeStateGrain : IGrainWithStringKey
{
    Task<int> AddAsync(int amount);
}

/// <summary>Makes its state itself, as a class does that can't have it by an attribute.</summary>
public sealed class MadeStateGrain(IGrainContext context, IPersistentStateFactory states) : Grain, IMadeStateGrain
{
    private readonly IPersistentState<Account> _state = states.Create<Account>(context, new PersistentStateAttribute("made", "store"));

    public async Task<int> AddAsync(int amount)
    {
        _state.State.Balance += amount;
        await _state.WriteStateAsync();
        return _state.State.Balance;
    }
}

public interface INotedGrain : IGrainWithStringKey
{
    Task WriteAsync(string line);

    Task<string> ReadAsync();
}

public sealed class NotedGrain([PersistentState("noted", "noted")] IPersistentState<Account> state) : Grain, INotedGrain
{
    public Task WriteAsync(string line)
    {
        state.State.Lines.Add(line);
        return state.WriteStateAsync();
    }

    public Task<string> ReadAsync() => Task.FromResult(string.Join(", ", state.State.Lines));
}
