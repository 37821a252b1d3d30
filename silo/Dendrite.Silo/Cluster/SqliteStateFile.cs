using Microsoft.Data.Sqlite;

namespace Dendrite.Silo.Cluster;

/// <summary>The file that one silo of the Orleans build keeps its state in.</summary>
internal static class SqliteStateFile
{
    /// <summary>Makes the file, its table and its statements, or refreshes the statements; returns how to connect to it.</summary>
    public static string Initialize(string file)
    {
        SQLitePCL.Batteries_V2.Init();
        var connectionString = new SqliteConnectionStringBuilder { DataSource = file }.ConnectionString;
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "pragma journal_mode = wal;\n" + SqlScripts.Read("sqlite.sql");
        command.ExecuteNonQuery();
        return connectionString;
    }
}
