using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Keeps states as long as the cluster lives.</summary>
internal sealed class MemoryGrainStorage(string name, SharedMemoryStorage memory, IGrainStorageSerializer serializer) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var found = memory.Records.TryGetValue((name, stateName, grainId), out var record);
        StateRecord.Load(grainState, serializer, record.Data, found ? record.ETag : null);
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var etag = StateRecord.NewETag();
        Replace(stateName, grainId, grainState.ETag, (etag, serializer.Serialize(grainState.State)));
        StateRecord.Saved(grainState, etag);
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Replace(stateName, grainId, grainState.ETag, null);
        StateRecord.Cleared(grainState);
        return Task.CompletedTask;
    }

    private void Replace(string stateName, GrainId grainId, string? etag, (string ETag, BinaryData? Data)? record)
    {
        lock (memory)
        {
            var key = (name, stateName, grainId);
            var stored = memory.Records.TryGetValue(key, out var old) ? old.ETag : null;
            if (stored != etag) throw StateRecord.Conflict(stateName, grainId, stored, etag);
            if (record is { } value) memory.Records[key] = value;
            else memory.Records.TryRemove(key, out _);
        }
    }
}
