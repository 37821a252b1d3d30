using System.Net.Sockets;
using Dendrite.Hosting.Configuration;
using Dendrite.Protocol;
using Npgsql;

namespace Dendrite.Hosting.Cluster;

/// <summary>The PostgreSQL database that a cluster meets in. Tables are made in the first schema of the connection's search path.</summary>
public sealed class ClusterDatabase
{
    private readonly string _connectionString;
    private readonly ClusterSchema _schema;

    /// <summary>The database of a connection string, as Npgsql reads it; nothing is connected to yet.</summary>
    public ClusterDatabase(string connectionString) : this(connectionString, ClusterSchema.Current)
    {
    }

    internal ClusterDatabase(string connectionString, ClusterSchema schema) => (_connectionString, _schema) = (connectionString, schema);

    private static readonly string[] RequiredStatements =
    [
        "CleanupDefunctSiloEntriesKey", "ClearStorageKey", "DeleteMembershipTableEntriesKey", "DeleteReminderRowKey", "DeleteReminderRowsKey",
        "GatewaysQueryKey", "InsertMembershipKey", "InsertMembershipVersionKey", "MembershipReadAllKey", "MembershipReadRowKey",
        "ReadFromStorageKey", "ReadRangeRows1Key", "ReadRangeRows2Key", "ReadReminderRowKey", "ReadReminderRowsKey",
        "UpdateIAmAlivetimeKey", "UpdateMembershipKey", "UpsertReminderRowKey", "WriteToStorageKey",
    ];

    /// <summary>The script that <see cref="InitializeAsync"/> applies, for who would rather apply it by psql.</summary>
    public static string Script => ClusterSchema.Current.Script;

    /// <summary>The database that <c>Cluster:ConnectionString</c> names in the sources that the server reads too.</summary>
    /// <param name="args">Settings as arguments.</param>
    /// <param name="file">A configuration file; null for none.</param>
    /// <exception cref="DefinitionException">It names none, or cannot be read.</exception>
    public static ClusterDatabase FromConfiguration(string[] args, string? file)
    {
        var configuration = ServerConfiguration.Read(args, file);
        List<string> faults = [.. ServerSettingsCheck.FaultsOf(args), .. ConfigurationFile.FaultsOf(configuration)];
        ServerSettingsCheck.RefuseUnknown(configuration, faults);
        if (faults.Count > 0) throw new DefinitionException(faults);
        return ClusterSection.ReadConnectionString(configuration.GetSection(ClusterSection.Name), faults) is { } text
            ? new ClusterDatabase(text) : throw new DefinitionException(faults);
    }

    /// <summary>
    /// Makes the tables and statements that silos need, or leads those of an older version to this one's, in one transaction: all of
    /// it or nothing. It may be repeated, also at once by several, and while silos run.
    /// </summary>
    /// <exception cref="ClusterDatabaseException">The database does not answer, refuses, is of a newer version, or holds something else under those names.</exception>
    public Task<ClusterSetup> InitializeAsync(CancellationToken cancellationToken = default) => UseAsync(async connection =>
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, ClusterSchema.Lock, cancellationToken);
        var present = await ReadStatementsAsync(connection, cancellationToken);
        var version = await ReadVersionAsync(connection, cancellationToken);
        if (version > _schema.Version) throw Newer(version.Value);
        if (version is null && present is not null)
        {
            if (Missing(present) is not { Length: > 0 } missing) return ClusterSetup.LeftToOrleans;
            throw new ClusterDatabaseException(
                $"The database has a table OrleansQuery that Dendrite did not make, without {string.Join(", ", missing)}. Use another schema, by Search Path=... in the connection string.");
        }
        await ExecuteAsync(connection, _schema.Upgrade, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return version is null ? ClusterSetup.Created : version < _schema.Version ? ClusterSetup.Upgraded : ClusterSetup.Refreshed;
    }, cancellationToken);

    /// <summary>Finds out whether silos of this version can use the database as it is.</summary>
    /// <exception cref="ClusterDatabaseException">They cannot.</exception>
    public Task CheckAsync(CancellationToken cancellationToken = default) => UseAsync(async connection =>
    {
        var version = await ReadVersionAsync(connection, cancellationToken);
        if (version > _schema.Version) throw Newer(version.Value);
        if (version < _schema.Version)
            throw new ClusterDatabaseException($"The database is of version {version} of Dendrite's tables, older than this one's {_schema.Version}: run dendrite cluster init of this version with the same settings.");
        var present = await ReadStatementsAsync(connection, cancellationToken)
            ?? throw new ClusterDatabaseException("The database is not set up for a cluster yet: run dendrite cluster init with the same settings.");
        return Missing(present) is { Length: > 0 } missing
            ? throw new ClusterDatabaseException($"The database lacks statements that silos need: {string.Join(", ", missing)}. Run dendrite cluster init with the same settings.")
            : true;
    }, cancellationToken);

    /// <summary>Finds out whether the database answers.</summary>
    /// <exception cref="ClusterDatabaseException">It does not.</exception>
    internal Task PingAsync(CancellationToken cancellationToken) => UseAsync(async connection =>
    {
        await ExecuteAsync(connection, "select 1", cancellationToken);
        return true;
    }, cancellationToken);

    private ClusterDatabaseException Newer(int version) => new(
        $"The database was set up by a newer Dendrite, version {version} of its tables; this one knows up to {_schema.Version}: run that Dendrite, or name another database or schema.");

    private async Task<T> UseAsync<T>(Func<NpgsqlConnection, Task<T>> use, CancellationToken cancellationToken)
    {
        // Not pooled: it is used once, and silos have pools of their own.
        var where = new NpgsqlConnectionStringBuilder(_connectionString) { Pooling = false };
        try
        {
            await using var connection = new NpgsqlConnection(where.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            return await use(connection);
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException)
        {
            var message = e is PostgresException refused ? $"{refused.MessageText} ({refused.SqlState})" : e.InnerException?.Message ?? e.Message;
            throw new ClusterDatabaseException($"The cluster's database, {where.Database ?? where.Username} at {where.Host}:{where.Port}: {message}", e);
        }
    }

    /// <summary>The keys of OrleansQuery; null where there is no such table.</summary>
    private static async Task<HashSet<string>?> ReadStatementsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(connection, "orleansquery", cancellationToken)) return null;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("select QueryKey from OrleansQuery", connection);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken)) keys.Add(rows.GetString(0));
        return keys;
    }

    /// <summary>The version of the tables, 0 where a table for it is empty; null where there is none, so that Dendrite has made nothing.</summary>
    private static async Task<int?> ReadVersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(connection, "dendrite_schema", cancellationToken)) return null;
        await using var command = new NpgsqlCommand("select coalesce(max(version), 0) from dendrite_schema", connection);
        return (int?)await command.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string table, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select to_regclass($1) is not null", connection) { Parameters = { new() { Value = table } } };
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string[] Missing(HashSet<string> present) => [.. RequiredStatements.Where(key => !present.Contains(key))];
}
