using System.Collections.Concurrent;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Storage;

namespace Dendrite.Testing;

/// <summary>
/// A grain store that all silos of a test share and that outlives each of them, as a database does: Orleans's memory store
/// keeps its states in grains, which die with their silo. States are kept serialized; ETags are honoured.
/// </summary>
internal sealed class SharedStorage
{
    private readonly ConcurrentDictionary<(GrainId, string), (string ETag, byte[] Data)> _rows = new();

    /// <summary>Adds it to a silo under a name.</summary>
    public void AddTo(ISiloBuilder silo, string name) =>
        silo.Services.AddGrainStorage(name, (services, _) => new Store(this, (Serializer)services.GetService(typeof(Serializer))!));

    private sealed class Store(SharedStorage shared, Serializer serializer) : IGrainStorage
    {
        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            grainState.RecordExists = shared._rows.TryGetValue((grainId, stateName), out var row);
            grainState.ETag = grainState.RecordExists ? row.ETag : null;
            grainState.State = grainState.RecordExists ? serializer.Deserialize<T>(row.Data) : Activator.CreateInstance<T>();
            return Task.CompletedTask;
        }

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            var next = (ETag: Guid.NewGuid().ToString("N"), Data: serializer.SerializeToArray(grainState.State));
            var key = (grainId, stateName);
            var done = grainState.ETag is null
                ? shared._rows.TryAdd(key, next)
                : shared._rows.TryGetValue(key, out var row) && row.ETag == grainState.ETag && shared._rows.TryUpdate(key, next, row);
            if (!done) throw new InconsistentStateException($"The state '{stateName}' of {grainId} has been written by another activation.");
            (grainState.ETag, grainState.RecordExists) = (next.ETag, true);
            return Task.CompletedTask;
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            shared._rows.TryRemove((grainId, stateName), out _);
            (grainState.ETag, grainState.RecordExists, grainState.State) = (null, false, Activator.CreateInstance<T>());
            return Task.CompletedTask;
        }
    }
}
