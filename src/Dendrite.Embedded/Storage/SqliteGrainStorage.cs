using Microsoft.Data.Sqlite;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Keeps states in a SQLite file.</summary>
internal sealed class SqliteGrainStorage(SqliteDatabase database, string service, IGrainStorageSerializer serializer) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>Made to take part, it is made when the silo starts, and a file that can't be used is reported then.</summary>
    public void Participate(ISiloLifecycle observer)
    {
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var (etag, data) = database.Read(connection =>
        {
            using var command = SqliteDatabase.Command(
                connection,
                "select etag, data from state where service = $service and name = $name and grain = $grain",
                ("$service", service),
                ("$name", stateName),
                ("$grain", grainId.ToString()));
            using var row = command.ExecuteReader();
            return row.Read() ? (row.GetString(0), new BinaryData(row.GetFieldValue<byte[]>(1))) : default((string?, BinaryData?));
        });
        StateRecord.Load(grainState, serializer, data, etag);
        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var (etag, expected) = (StateRecord.NewETag(), grainState.ETag);
        var data = serializer.Serialize(grainState.State).ToArray();
        await database.WriteAsync(connection =>
        {
            Check(connection, stateName, grainId, expected);
            SqliteDatabase.Execute(
                connection,
                "insert into state (service, name, grain, etag, data) values ($service, $name, $grain, $etag, $data) on conflict (service, name, grain) do update set etag = excluded.etag, data = excluded.data",
                ("$service", service),
                ("$name", stateName),
                ("$grain", grainId.ToString()),
                ("$etag", etag),
                ("$data", data));
            return true;
        });
        StateRecord.Saved(grainState, etag);
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var expected = grainState.ETag;
        await database.WriteAsync(connection =>
        {
            Check(connection, stateName, grainId, expected);
            SqliteDatabase.Execute(
                connection,
                "delete from state where service = $service and name = $name and grain = $grain",
                ("$service", service),
                ("$name", stateName),
                ("$grain", grainId.ToString()));
            return true;
        });
        StateRecord.Cleared(grainState);
    }

    private void Check(SqliteConnection connection, string stateName, GrainId grainId, string? expected)
    {
        using var command = SqliteDatabase.Command(
            connection,
            "select etag from state where service = $service and name = $name and grain = $grain",
            ("$service", service),
            ("$name", stateName),
            ("$grain", grainId.ToString()));
        var stored = command.ExecuteScalar() as string;
        if (stored != expected) throw StateRecord.Conflict(stateName, grainId, stored, expected);
    }
}
