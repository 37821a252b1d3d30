using Dendrite.Hosting.Cluster;
using Dendrite.IntegrationTests.Testing;
using Npgsql;

namespace Dendrite.IntegrationTests.Cluster;

/// <summary>Setting up the database of a cluster, by code and by <c>dendrite cluster init</c>, on a real server.</summary>
[Collection(PostgresTests.Name)]
public sealed class ClusterDatabaseTests(PostgresServer server)
{
    [PostgresFact]
    public async Task Initialize_EmptyDatabase_SilosCanUseIt()
    {
        var connectionString = await server.CreateDatabaseAsync();
        var database = new ClusterDatabase(connectionString);
        var error = await Assert.ThrowsAsync<ClusterDatabaseException>(() => database.CheckAsync());
        Assert.Contains("dendrite cluster init", error.Message, StringComparison.Ordinal);
        Assert.Equal(ClusterSetup.Created, await database.InitializeAsync());
        await database.CheckAsync();
        Assert.Equal(ClusterSchema.Current.Version, await ScalarAsync(connectionString, "select version from dendrite_schema"));
    }

    [PostgresFact]
    public async Task Initialize_Again_KeepsTheDataAndReplacesStatements()
    {
        var connectionString = await server.CreateDatabaseAsync();
        var database = new ClusterDatabase(connectionString);
        await database.InitializeAsync();
        await ScalarAsync(connectionString, "insert into dendrite_cluster values ('mine', 7); update OrleansQuery set QueryText = 'an older statement'");
        Assert.Equal(ClusterSetup.Refreshed, await database.InitializeAsync());
        Assert.Equal(7, await ScalarAsync(connectionString, "select version from dendrite_cluster where cluster_id = 'mine'"));
        Assert.Equal(0L, await ScalarAsync(connectionString, "select count(*) from OrleansQuery where QueryText = 'an older statement'"));
    }

    [PostgresFact]
    public async Task Initialize_ManyAtOnce_OneCreates()
    {
        var connectionString = await server.CreateDatabaseAsync();
        var setups = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => new ClusterDatabase(connectionString).InitializeAsync())));
        Assert.Single(setups, setup => setup == ClusterSetup.Created);
        Assert.Equal(7, setups.Count(setup => setup == ClusterSetup.Refreshed));
    }

    [PostgresFact]
    public async Task Initialize_OrleansScriptsApplied_LeavesThemAlone()
    {
        var donor = await server.CreateDatabaseAsync();
        await new ClusterDatabase(donor).InitializeAsync();
        var keys = await new StoredStatements(() => new NpgsqlConnection(donor)).KeysAsync();
        var connectionString = await server.CreateDatabaseAsync();
        await ScalarAsync(connectionString, "create table OrleansQuery (QueryKey varchar(64) primary key, QueryText varchar(8000) not null)");
        foreach (var key in keys) await ScalarAsync(connectionString, $"insert into OrleansQuery values ('{key}', 'theirs')");
        Assert.Equal(ClusterSetup.LeftToOrleans, await new ClusterDatabase(connectionString).InitializeAsync());
        await new ClusterDatabase(connectionString).CheckAsync();
        Assert.Equal((long)keys.Count, await ScalarAsync(connectionString, "select count(*) from OrleansQuery where QueryText = 'theirs'"));

        await ScalarAsync(connectionString, "delete from OrleansQuery where QueryKey = 'UpsertReminderRowKey'");
        var error = await Assert.ThrowsAsync<ClusterDatabaseException>(() => new ClusterDatabase(connectionString).InitializeAsync());
        Assert.Contains("UpsertReminderRowKey", error.Message, StringComparison.Ordinal);
        Assert.Contains("Search Path", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Initialize_SearchPath_StaysInItsSchema()
    {
        var connectionString = await server.CreateDatabaseAsync();
        await ScalarAsync(connectionString, "create schema live; create table OrleansQuery (note text)");
        var apart = new NpgsqlConnectionStringBuilder(connectionString) { SearchPath = "live" }.ConnectionString;
        Assert.Equal(ClusterSetup.Created, await new ClusterDatabase(apart).InitializeAsync());
        Assert.Equal(0L, await ScalarAsync(connectionString, "select count(*) from pg_tables where schemaname = 'public' and tablename like 'dendrite%'"));
    }

    [PostgresFact]
    public async Task Initialize_NewerTables_RefusesToTouchThem()
    {
        var connectionString = await server.CreateDatabaseAsync();
        await new ClusterDatabase(connectionString).InitializeAsync();
        await ScalarAsync(connectionString, "update dendrite_schema set version = 99");
        var error = await Assert.ThrowsAsync<ClusterDatabaseException>(() => new ClusterDatabase(connectionString).InitializeAsync());
        Assert.Contains("newer", error.Message, StringComparison.Ordinal);
        Assert.Equal(99, await ScalarAsync(connectionString, "select version from dendrite_schema"));
    }

    [PostgresFact]
    public async Task InitCommand_Twice_SaysWhatItDid()
    {
        var setting = $"--Cluster:ConnectionString={await server.CreateDatabaseAsync()}";
        await using var first = ChildProcess.Run("cluster", "init", setting);
        var (code, output, errors) = await first.ExitAsync("init");
        Assert.Equal(0, code);
        Assert.Empty(output);
        Assert.Contains("ready", Assert.Single(errors), StringComparison.Ordinal);
        await using var second = ChildProcess.Run("cluster", "init", setting);
        (code, _, errors) = await second.ExitAsync("init again");
        Assert.Equal(0, code);
        Assert.Contains("before", Assert.Single(errors), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task InitCommand_Print_GivesAScriptThatPsqlApplies()
    {
        var connectionString = await server.CreateDatabaseAsync();
        await using var more = ChildProcess.Run("cluster", "init", "--print", "x");
        Assert.Equal(2, (await more.ExitAsync("an argument too many")).Code);
        await using var print = ChildProcess.Run("cluster", "init", "--print");
        var (code, output, _) = await print.ExitAsync("print");
        Assert.Equal(0, code);
        await ScalarAsync(connectionString, string.Join('\n', output));
        await new ClusterDatabase(connectionString).CheckAsync();
    }

    [PostgresFact]
    public async Task InitCommand_DatabaseRefuses_ExitCode3AndNoPassword()
    {
        var setting = new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync()) { Database = "nowhere", Password = "hush" }.ConnectionString;
        await using var init = ChildProcess.Run("cluster", "init", $"--Cluster:ConnectionString={setting}");
        var (code, _, errors) = await init.ExitAsync("no such database");
        Assert.Equal(3, code);
        var line = Assert.Single(errors);
        Assert.Contains("nowhere", line, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "missing")]
    [InlineData(2, "cannot be read", "--Cluster:ConnectionString=postgres://u:hush@db/d")]
    [InlineData(2, "no such file", "--config", "/nowhere/dendrite.json")]
    [InlineData(3, "refused", "--Cluster:ConnectionString=Host=127.0.0.1;Port=1;Username=u;Password=hush")]
    public async Task InitCommand_WrongSettings_OneLineAndItsExitCode(int expected, string says, params string[] arguments)
    {
        await using var init = ChildProcess.Run(["cluster", "init", .. arguments]);
        var (code, output, errors) = await init.ExitAsync("wrong settings");
        Assert.Equal(expected, code);
        Assert.Empty(output);
        var line = Assert.Single(errors);
        Assert.Contains(says, line, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", line, StringComparison.Ordinal);
    }

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
