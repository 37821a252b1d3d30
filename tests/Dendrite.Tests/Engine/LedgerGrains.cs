using System.Collections.Concurrent;
using Orleans.Storage;

namespace Dendrite.Engine;

public interface ILedgerGrain : IGrainWithStringKey
{
    Task WriteAsync(int caller, int number);

    Task TickAsync();

    Task LeaveAsync();

    Task<List<string>> EntriesAsync();
}

[GenerateSerializer]
public sealed class Ledger
{
    [Id(0)]
    public List<string> Entries { get; set; } = [];
}

/// <summary>Writes down who wrote what, and notices when two run at once.</summary>
public sealed class LedgerGrain([PersistentState("ledger", "ledger")] IPersistentState<Ledger> state) : Grain, ILedgerGrain
{
    private static int TheOverlaps;
    private bool _busy;

    public static int Overlaps => TheOverlaps;

    public static void Reset() => TheOverlaps = 0;

    public async Task WriteAsync(int caller, int number)
    {
        if (_busy) Interlocked.Increment(ref TheOverlaps);
        _busy = true;
        try
        {
            state.State.Entries.Add($"{caller}:{number}");
            await Task.Yield();
            await state.WriteStateAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    public Task TickAsync()
    {
        this.RegisterGrainTimer(
            async () =>
            {
                if (_busy) Interlocked.Increment(ref TheOverlaps);
                await Task.Yield();
                if (_busy) Interlocked.Increment(ref TheOverlaps);
            },
            TimeSpan.FromMilliseconds(1),
            Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<List<string>> EntriesAsync() => Task.FromResult(state.State.Entries);
}

/// <summary>A storage with etags that outlives every silo; each write takes a moment.</summary>
public sealed class LedgerStorage : IGrainStorage
{
    private static readonly ConcurrentDictionary<GrainId, (string ETag, string[] Entries)> Records = new();

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var found = Records.TryGetValue(grainId, out var record);
        grainState.State = (T)(object)new Ledger { Entries = [.. record.Entries ?? []] };
        grainState.ETag = found ? record.ETag : null;
        grainState.RecordExists = found;
        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var entries = ((Ledger)(object)grainState.State!).Entries.ToArray();
        var (expected, next) = (grainState.ETag, Guid.NewGuid().ToString());
        await Task.Yield();
        lock (Records)
        {
            var stored = Records.TryGetValue(grainId, out var record) ? record.ETag : null;
            if (stored != expected) throw new InconsistentStateException("The ledger was written by another activation.", stored, expected);
            Records[grainId] = (next, entries);
        }
        grainState.ETag = next;
        grainState.RecordExists = true;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();
}
