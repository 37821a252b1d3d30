using Dendrite.Grains.Resources;
using Dendrite.Protocol;
using Orleans.Storage;

namespace Dendrite.Hosting.Storage;

/// <summary>
/// The state of grains in a cluster's database. What the database's driver throws does not travel between silos: whoever called a grain whose
/// state can't be read would be told of a serializer instead.
/// </summary>
internal sealed class DatabaseGrainStorage(IGrainStorage database) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => TellAsync(database.ReadStateAsync(stateName, grainId, grainState));

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => TellAsync(database.WriteStateAsync(stateName, grainId, grainState));

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => TellAsync(database.ClearStateAsync(stateName, grainId, grainState));

    /// <exception cref="StorageException">The database is out of reach, or refuses.</exception>
    private static async Task TellAsync(Task asked)
    {
        try
        {
            await asked;
        }
        catch (Exception e) when (StoreFaults.Of(e) is not null)
        {
            // The driver's text may hold addresses and accounts; it stays with the cause, in this silo.
            throw new StorageException("State cannot be read or kept: the cluster's database is out of reach.", e);
        }
    }
}
