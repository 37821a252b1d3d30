using System.Globalization;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>What all storages of the engine do alike: etags, and a state that has no record.</summary>
internal static class StateRecord
{
    public static string NewETag() => Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);

    public static void Load<T>(IGrainState<T> state, IGrainStorageSerializer serializer, BinaryData? data, string? etag)
    {
        state.State = data is null ? default : serializer.Deserialize<T>(data);
        state.ETag = etag;
        state.RecordExists = data is not null;
    }

    public static void Saved<T>(IGrainState<T> state, string etag)
    {
        state.ETag = etag;
        state.RecordExists = true;
    }

    public static void Cleared<T>(IGrainState<T> state)
    {
        state.State = default;
        state.ETag = null;
        state.RecordExists = false;
    }

    public static InconsistentStateException Conflict(string stateName, GrainId grain, string? stored, string? expected) =>
        new($"Version conflict on state {stateName} of grain {grain}: it was written by somebody else since it was read.", stored, expected);
}
