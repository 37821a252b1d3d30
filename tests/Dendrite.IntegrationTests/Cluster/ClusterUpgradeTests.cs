using Dendrite.Hosting.Cluster;
using Dendrite.IntegrationTests.Testing;
using Npgsql;

namespace Dendrite.IntegrationTests.Cluster;

/// <summary>The versions of the cluster's tables: from an older one to this one's, and the silos that one keeps out.</summary>
[Collection(PostgresTests.Name)]
public sealed class ClusterUpgradeTests(PostgresServer server)
{
    /// <summary>The script that set databases up before there were steps; it stays as it was.</summary>
    private static readonly string VersionOne = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cluster/Fixtures/version-1.sql"));

    private const string Shape = """
        select string_agg(line, E'\n' order by line) from (
            select concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default) from information_schema.columns where table_schema = 'public'
            union all select indexdef from pg_indexes where schemaname = 'public'
            union all select concat_ws(' ', conname, pg_get_constraintdef(oid)) from pg_constraint where connamespace = 'public'::regnamespace
            union all select concat_ws(' ', querykey, querytext) from OrleansQuery) as lines (line)
        """;

    /// <summary>A version 2, by the step from version 1 to it.</summary>
    private static ClusterSchema Next(string step) => new([FirstStep, step], Statements);

    private static string FirstStep => VersionOne[..VersionOne.IndexOf("insert into OrleansQuery", StringComparison.Ordinal)];

    private static string Statements => VersionOne[VersionOne.IndexOf("insert into OrleansQuery", StringComparison.Ordinal)..VersionOne.IndexOf("delete from dendrite_schema", StringComparison.Ordinal)];

    [PostgresFact]
    public async Task VersionOne_MadeBeforeThereWereSteps_IsWhatTheStepsMake()
    {
        var (before, now) = (await server.CreateDatabaseAsync(), await server.CreateDatabaseAsync());
        await ScalarAsync(before, VersionOne);
        await new ClusterDatabase(now).InitializeAsync();
        // Differences mean a further step: databases of version 1 exist, and nothing but the number tells them apart.
        Assert.Equal(1, ClusterSchema.Current.Version);
        Assert.Equal(await ScalarAsync(before, Shape), await ScalarAsync(now, Shape));
        await new ClusterDatabase(before).CheckAsync();
        Assert.Equal(ClusterSetup.Refreshed, await new ClusterDatabase(before).InitializeAsync());
    }

    [PostgresFact]
    public async Task Upgrade_FromVersionOne_AddsWhatIsNewAndKeepsTheData()
    {
        var connectionString = await server.CreateDatabaseAsync();
        await ScalarAsync(connectionString, VersionOne);
        await ScalarAsync(connectionString, "insert into dendrite_state (service_id, state_name, key_high, key_low, key_text, payload, version) values ('s', 'n', 1, 2, 'k', '\\x0001ff', 7)");
        var next = new ClusterDatabase(connectionString, Next("alter table dendrite_state add column size bigint; update dendrite_state set size = length(payload);"));
        var error = await Assert.ThrowsAsync<ClusterDatabaseException>(() => next.CheckAsync());
        Assert.Contains("version 1 ", error.Message, StringComparison.Ordinal);
        Assert.Contains("older", error.Message, StringComparison.Ordinal);
        Assert.Contains("dendrite cluster init", error.Message, StringComparison.Ordinal);

        var setups = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => next.InitializeAsync())));
        Assert.Single(setups, setup => setup == ClusterSetup.Upgraded);
        Assert.Equal(3, setups.Count(setup => setup == ClusterSetup.Refreshed));
        await next.CheckAsync();
        Assert.Equal(2, await ScalarAsync(connectionString, "select version from dendrite_schema"));
        Assert.Equal("0001ff 7 3", await ScalarAsync(connectionString, "select encode(payload, 'hex') || ' ' || version || ' ' || size from dendrite_state"));
    }

    [PostgresFact]
    public async Task Upgrade_OfAnEmptyDatabase_TakesEveryStep()
    {
        var connectionString = await server.CreateDatabaseAsync();
        var next = new ClusterDatabase(connectionString, Next("create table dendrite_new (n integer);"));
        Assert.Equal(ClusterSetup.Created, await next.InitializeAsync());
        await next.CheckAsync();
        Assert.Equal(0L, await ScalarAsync(connectionString, "select count(*) from dendrite_new"));
    }

    [PostgresFact]
    public async Task Upgrade_StepFails_LeavesTheVersionBefore()
    {
        var connectionString = await server.CreateDatabaseAsync();
        var broken = new ClusterDatabase(connectionString, Next("create table dendrite_new (n integer); perform 1 / 0;"));
        await Assert.ThrowsAsync<ClusterDatabaseException>(() => broken.InitializeAsync());
        Assert.Equal(0L, await ScalarAsync(connectionString, "select count(*) from pg_tables where schemaname = 'public'"));

        await new ClusterDatabase(connectionString).InitializeAsync();
        var shape = await ScalarAsync(connectionString, Shape);
        await Assert.ThrowsAsync<ClusterDatabaseException>(() => broken.InitializeAsync());
        Assert.Equal(shape, await ScalarAsync(connectionString, Shape));
        await new ClusterDatabase(connectionString).CheckAsync();
    }

    [PostgresFact]
    public async Task Upgrade_ConnectionLostOnTheWay_LeavesNothing()
    {
        var connectionString = await server.CreateDatabaseAsync();
        var slow = new ClusterDatabase(connectionString, Next("perform pg_sleep(60);")).InitializeAsync();
        await Wait.UntilAsync("interrupting an init", "its connection", "cut", () => ScalarAsync(
            connectionString, "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'").Result, cut => cut is 1L);
        await Assert.ThrowsAsync<ClusterDatabaseException>(() => slow);
        Assert.Equal(0L, await ScalarAsync(connectionString, "select count(*) from pg_tables where schemaname = 'public'"));
        Assert.Equal(ClusterSetup.Created, await new ClusterDatabase(connectionString).InitializeAsync());
    }

    [PostgresFact]
    public async Task Tables_OfANewerVersion_KeepSilosOutAndTheScriptToo()
    {
        var connectionString = await server.CreateDatabaseAsync();
        await new ClusterDatabase(connectionString, Next("")).InitializeAsync();
        var error = await Assert.ThrowsAsync<ClusterDatabaseException>(() => new ClusterDatabase(connectionString).CheckAsync());
        Assert.Contains("newer Dendrite, version 2", error.Message, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(connectionString, ClusterDatabase.Script));
        Assert.Contains("newer", refused.MessageText, StringComparison.Ordinal);
        Assert.Equal(2, await ScalarAsync(connectionString, "select version from dendrite_schema"));
    }

    [PostgresFact]
    public async Task Serve_OnTablesOfAnotherVersion_OneLineAndExitCode3()
    {
        var connectionString = await server.CreateDatabaseAsync();
        await ScalarAsync(connectionString, VersionOne + "update dendrite_schema set version = 0;");
        await using var silo = ChildProcess.Run(
            "serve", "--urls", "http://127.0.0.1:0", "--Backends:b:BaseAddress=stub:", "--Cluster:Address=127.0.0.1", $"--Cluster:ConnectionString={connectionString}");
        var (code, _, errors) = await silo.ExitAsync("older tables");
        Assert.Equal(3, code);
        Assert.Contains("run dendrite cluster init of this version", Assert.Single(errors), StringComparison.Ordinal);
    }

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
