using Microsoft.Data.Sqlite;

namespace Dendrite.Hosting.Storage;

/// <summary>What the tables of the state file look like, and the way there from any earlier version.</summary>
internal static class StateSchema
{
    /// <summary>SQLite's <c>application_id</c> of a file of ours: "DEND".</summary>
    public const int ApplicationId = 0x44454E44;

    /// <summary>The version that a new row begins with, as SQL: not 1, or an ETag of a row that was removed would fit the one made after it.</summary>
    public const string FirstVersion = "(random() >> 2 & 0x1fffffffffffffff) + 1";

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

    /// <summary>Whether the file is ours to write to; nothing in it is changed.</summary>
    /// <exception cref="StateFileException">It is of a later version, or of another program.</exception>
    public static void Check(SqliteConnection connection, string file)
    {
        var version = Read(connection, "pragma user_version");
        if (Read(connection, "pragma application_id") is var application && application != ApplicationId
            && (application, version, Read(connection, "select count(*) from sqlite_schema")) != (0, 0, 0))
            throw new StateFileException($"{file} is a database of another program; Dendrite needs a data directory of its own.");
        if (version > Version)
            throw new StateFileException($"{file} was written by a newer Dendrite, version {version} of its tables; this one knows up to {Version}.");
    }

    /// <summary>Brings the file to <see cref="Version"/> in one transaction.</summary>
    public static void Upgrade(SqliteConnection connection) => Upgrade(connection, Steps);

    /// <summary>Brings the file to the version after the last of these steps.</summary>
    internal static void Upgrade(SqliteConnection connection, IReadOnlyList<string> steps)
    {
        var version = (int)Read(connection, "pragma user_version");
        if (version == steps.Count) return;
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.CommandText = $"{string.Concat(steps.Skip(version))} pragma application_id = {ApplicationId}; pragma user_version = {steps.Count};";
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
