namespace Orleans.Storage;

/// <summary>The databases of one silo: one writer for each file, whoever uses it.</summary>
internal sealed class SqliteDatabases : IAsyncDisposable
{
    private const string OnlyInvariant = "System.Data.SQLite";

    private readonly Dictionary<string, SqliteDatabase> _open = [];

    public SqliteDatabase Get(string? invariant, string? connectionString, string user)
    {
        if (invariant != OnlyInvariant)
            throw new Runtime.OrleansConfigurationException($"{user}: the embedded engine stores in SQLite, Invariant = \"{OnlyInvariant}\"; for \"{invariant}\" build with -p:DendriteEngine=Orleans.");
        if (string.IsNullOrWhiteSpace(connectionString)) throw new Runtime.OrleansConfigurationException($"{user}: the ConnectionString is missing.");
        lock (_open)
        {
            if (!_open.TryGetValue(connectionString, out var database)) _open[connectionString] = database = new SqliteDatabase(connectionString);
            return database;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _open.Values) await database.DisposeAsync();
        _open.Clear();
    }
}
