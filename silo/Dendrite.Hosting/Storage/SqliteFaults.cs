using Microsoft.Data.Sqlite;

namespace Dendrite.Hosting.Storage;

/// <summary>SQLite's faults in the words of who looks after the machine (https://sqlite.org/rescode.html).</summary>
internal static class SqliteFaults
{
    public static string Describe(SqliteException e) => e.SqliteErrorCode switch
    {
        8 => "it is read-only",
        10 => "the disk reports an input or output error",
        11 => "it is damaged",
        13 => "the disk is full",
        14 => "it cannot be opened",
        26 => "it is not a SQLite database",
        var code => $"SQLite says {code}, {e.Message}",
    };
}
