using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Dendrite.Hosting.Storage;

/// <summary>State files of Dendrite 0.1 before it stood on Orleans alone. They hold documents that a backend gives again, so they are set aside, not read.</summary>
internal static partial class FormerState
{
    /// <summary>Renames a file of before that is in the way, with its journal, and says so.</summary>
    public static void SetAside(string file, ILogger logger)
    {
        if (!File.Exists(file) || !IsFormer(file)) return;
        var aside = file + ".before";
        for (var n = 2; File.Exists(aside); n++) aside = $"{file}.before-{n}";
        foreach (var ending in new[] { "", "-wal", "-shm" })
            if (File.Exists(file + ending)) File.Move(file + ending, aside + ending);
        Log.SetAside(logger, file, aside);
    }

    private static bool IsFormer(string file)
    {
        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, Mode = SqliteOpenMode.ReadOnly }.ConnectionString);
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "select count(*) from sqlite_schema where type = 'table' and name in ('state', 'stream_event', 'stream_subscription')";
            return (long)command.ExecuteScalar()! == 3;
        }
        catch (SqliteException)
        {
            // Whatever it is, it is none of these; opening it says what is wrong with it.
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.FormerStateSetAside, LogLevel.Warning, "{File} is a state file of an earlier engine, which this version does not read; it was set aside as {Aside}.")]
        public static partial void SetAside(ILogger logger, string file, string aside);
    }
}
