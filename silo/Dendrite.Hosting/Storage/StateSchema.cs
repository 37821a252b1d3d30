using Microsoft.Data.Sqlite;

namespace Dendrite.Hosting.Storage;

/// <summary>What the tables of the state file look like, and the way there from any earlier version.</summary>
internal static class StateSchema
{
    /// <summary>SQLite's <c>application_id</c> of a file of ours: "DEND".</summary>
    public const int ApplicationId = 0x44454E44;

    /// <summary>Step n leads from version n to n + 1. Steps are never changed once released, only added.</summary>
    private static readonly string[] Steps =
    [
        """
        create table grain_state (name text not null, grain text not null, version integer not null, data blob, modified integer not null, primary key (grain, name));
        create table reminder (grain text not null, name text not null, hash integer not null, start integer not null, period integer not null, version integer not null, primary key (grain, name));
        create index reminder_by_hash on reminder (hash);
        """,
    ];

    /// <summary>The version that this program reads and writes.</summary>
    public static int Version => Steps.Length;

    /// <summary>Brings the file to <see cref="Version"/> in one transaction.</summary>
    /// <exception cref="StateFileException">It is of a later version, or of another program.</exception>
    public static void Upgrade(SqliteConnection connection, string file)
    {
        var application = Read(connection, "pragma application_id");
        var version = Read(connection, "pragma user_version");
        if (application != ApplicationId && Read(connection, "select count(*) from sqlite_schema") > 0)
            throw new StateFileException($"{file} is a database of another program; Dendrite needs a data directory of its own.");
        if (version > Version)
            throw new StateFileException($"{file} was written by a newer Dendrite, version {version} of its tables; this one knows up to {Version}.");
        if (version == Version) return;
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"{string.Concat(Steps.Skip((int)version))} pragma application_id = {ApplicationId}; pragma user_version = {Version};";
        command.ExecuteNonQuery();
        transaction.Commit();
    }

    private static long Read(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
