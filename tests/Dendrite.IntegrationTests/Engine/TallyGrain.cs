namespace Dendrite.Engine;

public interface ITallyGrain : IGrainWithStringKey
{
    Task<long> ReadAsync();

    Task<long> CountAsync();
}

[GenerateSerializer]
public sealed class Tally
{
    [Id(0)]
    public long Number { get; set; }
}

public sealed class TallyGrain([PersistentState("tally", "tally")] IPersistentState<Tally> state) : Grain, ITallyGrain
{
    public Task<long> ReadAsync() => Task.FromResult(state.State.Number);

    public async Task<long> CountAsync()
    {
        state.State.Number++;
        await state.WriteStateAsync();
        return state.State.Number;
    }
}
