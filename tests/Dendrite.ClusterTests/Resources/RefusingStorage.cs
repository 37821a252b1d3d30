using Orleans.Storage;

namespace Dendrite.Resources;

/// <summary>A grain store whose writes fail while the test says so.</summary>
internal sealed class RefusingStorage(IGrainStorage inner, Func<Exception?> fault) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => inner.ReadStateAsync(stateName, grainId, grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        fault() is { } e ? Task.FromException(e) : inner.WriteStateAsync(stateName, grainId, grainState);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => inner.ClearStateAsync(stateName, grainId, grainState);
}
