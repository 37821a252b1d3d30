using Orleans.Storage;

namespace Dendrite.Resources;

/// <summary>A grain store of resources whose writes fail while the test says so, and are counted.</summary>
internal sealed class RefusingStorage(IGrainStorage inner, Func<Exception?> fault, Action written, Action cleared) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => inner.ReadStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (fault() is { } e) throw e;
        await inner.WriteStateAsync(stateName, grainId, grainState);
        written();
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await inner.ClearStateAsync(stateName, grainId, grainState);
        cleared();
    }
}
