using System.Globalization;
using Microsoft.Data.Sqlite;
using Orleans.Storage;

namespace Dendrite.Hosting.Storage;

/// <summary>Grain state in a <see cref="StateFile"/>, by Orleans's own serializer. An ETag is a row's version; a write or clear of another version is refused.</summary>
internal sealed class StateFileGrainStorage(StateFile file, IGrainStorageSerializer serializer, TimeProvider clock) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var grain = grainId.ToString();
        var (version, data) = await file.RunAsync(connection =>
        {
            using var command = Command(connection, "select version, data from grain_state where grain = $grain and name = $name", stateName, grain);
            using var row = command.ExecuteReader();
            return row.Read() ? (row.GetInt64(0), row.IsDBNull(1) ? null : row.GetFieldValue<byte[]>(1)) : (0L, null);
        });
        grainState.ETag = TextOf(version);
        grainState.RecordExists = data is not null;
        grainState.State = data is null ? Activator.CreateInstance<T>() : serializer.Deserialize<T>(BinaryData.FromBytes(data));
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        // Here, in the grain's turn: the state may change while the file's thread has other things to do.
        var data = serializer.Serialize(grainState.State).ToArray();
        grainState.ETag = await ReplaceAsync(stateName, grainId, grainState.ETag, data);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var (grain, expected) = (grainId.ToString(), VersionOf(grainState.ETag));
        await file.RunAsync(connection =>
        {
            using var command = Command(connection, "delete from grain_state where grain = $grain and name = $name and version = $expected", stateName, grain);
            command.Parameters.AddWithValue("$expected", expected);
            return command.ExecuteNonQuery() == 1 || VersionIn(connection, stateName, grain) == expected ? true : throw Conflict(connection, stateName, grain, expected);
        });
        grainState.ETag = null;
        grainState.RecordExists = false;
        grainState.State = Activator.CreateInstance<T>();
    }

    private Task<string?> ReplaceAsync(string name, GrainId grainId, string? etag, byte[] data)
    {
        var (grain, expected, now) = (grainId.ToString(), VersionOf(etag), clock.GetUtcNow().ToUnixTimeMilliseconds());
        return file.RunAsync(connection =>
        {
            using var command = Command(
                connection,
                expected == 0
                    ? $"insert into grain_state (name, grain, version, data, modified) values ($name, $grain, {StateSchema.FirstVersion}, $data, $now) on conflict do nothing returning version"
                    : "update grain_state set version = version + 1, data = $data, modified = $now where grain = $grain and name = $name and version = $expected returning version",
                name,
                grain);
            command.Parameters.AddWithValue("$data", data);
            command.Parameters.AddWithValue("$now", now);
            if (expected != 0) command.Parameters.AddWithValue("$expected", expected);
            return command.ExecuteScalar() is long version ? TextOf(version) : throw Conflict(connection, name, grain, expected);
        });
    }

    private static InconsistentStateException Conflict(SqliteConnection connection, string name, string grain, long expected) => new(
        $"The state '{name}' of {grain} has been written by another activation.", TextOf(VersionIn(connection, name, grain)), TextOf(expected));

    private static long VersionIn(SqliteConnection connection, string name, string grain)
    {
        using var command = Command(connection, "select version from grain_state where grain = $grain and name = $name", name, grain);
        return (long?)command.ExecuteScalar() ?? 0;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, string name, string grain)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$name", name);
        command.Parameters.AddWithValue("$grain", grain);
        return command;
    }

    private static long VersionOf(string? etag) => etag is null ? 0 : long.Parse(etag, CultureInfo.InvariantCulture);

    private static string? TextOf(long version) => version == 0 ? null : version.ToString(CultureInfo.InvariantCulture);
}
