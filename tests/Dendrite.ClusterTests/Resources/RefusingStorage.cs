using Orleans.Storage;

namespace Dendrite.Resources;

/// <summary>A grain store of resources whose writes fail while the test says so; those of the resource's own state are counted.</summary>
internal sealed class RefusingStorage(IGrainStorage inner, Func<string, Exception?> fault, Action written, Action cleared) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => inner.ReadStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (fault(stateName) is { } e) throw e;
        await inner.WriteStateAsync(stateName, grainId, grainState);
        if (IsOwn(stateName)) written();
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await inner.ClearStateAsync(stateName, grainId, grainState);
        if (IsOwn(stateName)) cleared();
    }

    private static bool IsOwn(string stateName) => !stateName.StartsWith("flight", StringComparison.Ordinal);
}
