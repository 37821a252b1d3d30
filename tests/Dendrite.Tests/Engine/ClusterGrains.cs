using Orleans.Placement;

namespace Dendrite.Engine;

public interface IPlacedGrain : IGrainWithStringKey
{
    Task<string> SiloAsync();

    Task<string> AskAsync(IPlacedGrain other);

    Task<int> SaveAsync(int value);

    Task<int> ValueAsync();

    Task HoldAsync(int value);

    Task SaveLaterAsync(string gate, int value);
}

public abstract class PlacedGrain(IPersistentState<Account> state) : Grain, IPlacedGrain
{
    public Task<string> SiloAsync() => Task.FromResult(RuntimeIdentity);

    public Task<string> AskAsync(IPlacedGrain other) => other.SiloAsync();

    public async Task<int> SaveAsync(int value)
    {
        state.State.Balance = value;
        await state.WriteStateAsync();
        return value;
    }

    public Task<int> ValueAsync() => Task.FromResult(state.State.Balance);

    public async Task SaveLaterAsync(string gate, int value)
    {
        await Gates.Of(gate);
        await SaveAsync(value);
    }

    public Task HoldAsync(int value)
    {
        state.State.Balance = value;
        return Task.CompletedTask;
    }
}

public interface IRandomGrain : IPlacedGrain;

public interface ILocalGrain : IPlacedGrain;

public interface IHashedGrain : IPlacedGrain;

[RandomPlacement]
public sealed class RandomGrain([PersistentState("s", "store")] IPersistentState<Account> state) : PlacedGrain(state), IRandomGrain;

[PreferLocalPlacement]
public sealed class LocalGrain([PersistentState("s", "store")] IPersistentState<Account> state) : PlacedGrain(state), ILocalGrain;

[HashBasedPlacement]
public sealed class HashedGrain([PersistentState("s", "store")] IPersistentState<Account> state) : PlacedGrain(state), IHashedGrain;
