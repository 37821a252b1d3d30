using System.Collections.Concurrent;
using Orleans.Storage;

namespace Dendrite.Engine;

/// <summary>A storage of the tests' own that no silo's death can take along.</summary>
public sealed class SharedStorage : IGrainStorage
{
    public static ConcurrentDictionary<(string, GrainId), (string ETag, int Balance)> Records { get; } = new();

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var found = Records.TryGetValue((stateName, grainId), out var record);
        grainState.State = (T)(object)new Account { Balance = record.Balance };
        grainState.ETag = found ? record.ETag : null;
        grainState.RecordExists = found;
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.ETag = Guid.NewGuid().ToString();
        grainState.RecordExists = true;
        Records[(stateName, grainId)] = (grainState.ETag, ((Account)(object)grainState.State!).Balance);
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Records.TryRemove((stateName, grainId), out _);
        return Task.CompletedTask;
    }
}
