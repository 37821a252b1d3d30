using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Net;

namespace Dendrite.IntegrationTests.Cluster;

/// <summary>
/// Sends the statements of a database as Orleans's ADO.NET providers do: the text from OrleansQuery, parameters by their names and
/// with the types of <c>DbStoredQueries.Columns</c> and <c>AdoNetGrainStorage</c>, a connection each (src/AdoNet of Orleans).
/// </summary>
internal sealed class StoredStatements(Func<DbConnection> connect)
{
    /// <summary>A text that Orleans sends as AnsiString, as it does addresses and grain ids.</summary>
    public readonly record struct Ansi(string Value);

    /// <summary>A null that still has its type.</summary>
    public static readonly object NoNumber = DbType.Int32;

    public static readonly object NoText = DbType.String;

    public static object Address { get; } = new Ansi(IPAddress.Loopback.ToString());

    public async Task<IReadOnlyList<string>> KeysAsync() =>
        [.. (await ReadAsync("select QueryKey from OrleansQuery", [])).Select(row => (string)row["QueryKey"]!)];

    /// <summary>Runs one; each row by the names of its columns, which are read without regard to case.</summary>
    public async Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> RunAsync(string key, params (string Name, object Value)[] parameters)
    {
        var text = (await ReadAsync("select QueryText from OrleansQuery where QueryKey = @Key", [("Key", key)])).Single()["QueryText"];
        return await ReadAsync((string)text!, parameters);
    }

    /// <summary>The number in the first column of the only row; null where there is no row or no number.</summary>
    public async Task<int?> NumberAsync(string key, params (string Name, object Value)[] parameters) =>
        (await RunAsync(key, parameters)).SingleOrDefault()?.Values.First() is { } value ? Convert.ToInt32(value, CultureInfo.InvariantCulture) : null;

    private async Task<List<IReadOnlyDictionary<string, object?>>> ReadAsync(string sql, (string Name, object Value)[] parameters)
    {
        await using var connection = connect();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.DbType, parameter.Value) = value switch
            {
                DbType type => (name, type, DBNull.Value),
                Ansi text => (name, DbType.AnsiString, text.Value),
                int => (name, DbType.Int32, value),
                long => (name, DbType.Int64, value),
                DateTime => (name, DbType.DateTime, value),
                byte[] => (name, DbType.Binary, value),
                _ => (name, DbType.String, value),
            };
            command.Parameters.Add(parameter);
        }
        var rows = new List<IReadOnlyDictionary<string, object?>>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var row = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
            for (var i = 0; i < reader.FieldCount; i++) row.Add(reader.GetName(i), reader.IsDBNull(i) ? null : reader.GetValue(i));
            rows.Add(row);
        }
        return rows;
    }
}
