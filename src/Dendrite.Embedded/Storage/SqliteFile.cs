using Microsoft.Data.Sqlite;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>What is looked at before a file is used. Damage is reported when the silo starts, and the file is left as it is.</summary>
internal static class SqliteFile
{
    /// <summary>A larger file is not read from one end to the other: that would hold up the start.</summary>
    private const long LargestExamined = 16 << 20;

    public static void Check(SqliteConnectionStringBuilder settings)
    {
        var path = settings.DataSource;
        if (settings.Mode == SqliteOpenMode.Memory || path is "" or ":memory:" || (path.StartsWith("file:", StringComparison.OrdinalIgnoreCase) && path.Contains("memory", StringComparison.OrdinalIgnoreCase)))
            throw new OrleansConfigurationException($"\"{settings.ConnectionString}\" is a database in memory, which no two connections share. Name a file, or use AddMemoryGrainStorage, AddMemoryStreams and UseInMemoryReminderService.");
        // SQLite takes an empty file for a new one and deletes what was written ahead of it.
        if (LengthOf(path) == 0 && LengthOf(path + "-wal") > 0)
            throw new OrleansConfigurationException($"The database file {path} can't be used: it is empty or missing, but {path}-wal holds what was written to it. Restore it, or delete both.");
    }

    /// <exception cref="SqliteException">The file is damaged.</exception>
    public static void Examine(SqliteConnection connection, string path)
    {
        if (LengthOf(path) > LargestExamined) return;
        using var command = SqliteDatabase.Command(connection, "pragma quick_check(1)");
        if (command.ExecuteScalar() is string and not "ok" and var damage) throw new SqliteException(damage, SQLitePCL.raw.SQLITE_CORRUPT);
    }

    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
