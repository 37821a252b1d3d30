using Dendrite.Hosting.Cluster;
using Dendrite.IntegrationTests.Testing;
using Npgsql;

namespace Dendrite.IntegrationTests.Cluster;

/// <summary>The statements for PostgreSQL, against what Orleans's membership protocol, its storage and its reminders ask of them.</summary>
[Collection(PostgresTests.Name)]
public sealed class StoredStatementsTests(PostgresServer server)
{
    private const int Joining = 2;
    private const int Active = 3;
    private const int Dead = 6;

    private static readonly DateTime Noon = new(2026, 1, 2, 12, 0, 0, DateTimeKind.Utc);

    [PostgresFact]
    public async Task State_WrittenReadAndCleared_ByItsVersions()
    {
        var statements = await OpenAsync();
        await StateStatements.AssertVersionsAsync(statements, "a key");
        await StateStatements.AssertVersionsAsync(statements, null);
    }

    [PostgresFact]
    public async Task State_ManyWithTheSameVersion_OneWins() => await StateStatements.AssertOneWinsAsync(await OpenAsync(), "contended");

    [PostgresFact]
    public async Task State_KeysThatDifferALittle_AreApart() => await StateStatements.AssertKeysAreApartAsync(await OpenAsync());

    [PostgresFact]
    public async Task Members_JoinAndChange_EachRaisesTheVersionByOne()
    {
        var statements = await OpenAsync();
        Assert.Equal(1, await statements.NumberAsync("InsertMembershipVersionKey", Cluster));
        Assert.Equal(0, await statements.NumberAsync("InsertMembershipVersionKey", Cluster));
        var row = Assert.Single(await statements.RunAsync("MembershipReadAllKey", Cluster));
        Assert.Equal((0, null), (row["Version"], row["StartTime"]));

        Assert.Equal(1, await JoinAsync(statements, 1, version: 0));
        Assert.Equal(0, await JoinAsync(statements, 1, version: 1));
        Assert.Equal(0, await JoinAsync(statements, 2, version: 0));
        Assert.Equal(1, await JoinAsync(statements, 2, version: 1));
        Assert.Equal(0, await UpdateAsync(statements, 1, Active, version: 1));
        Assert.Equal(0, await UpdateAsync(statements, 9, Active, version: 2));
        Assert.Equal(1, await UpdateAsync(statements, 1, Active, version: 2, "10.0.0.2:1@1,2026-01-02 12:00:00.000 GMT"));

        var rows = await statements.RunAsync("MembershipReadAllKey", Cluster);
        Assert.Equal(2, rows.Count);
        Assert.All(rows, r => Assert.Equal(3, r["Version"]));
        var first = Assert.Single(await statements.RunAsync("MembershipReadRowKey", [.. Cluster, .. Silo(1)]));
        Assert.Equal(
            ("127.0.0.1", 1, 77, "silo 1", "host", Active, 30001, "10.0.0.2:1@1,2026-01-02 12:00:00.000 GMT"),
            (first["Address"], first["Port"], first["Generation"], first["SiloName"], first["HostName"], first["Status"], first["ProxyPort"], first["SuspectTimes"]));
        Assert.Equal((Noon, Noon.AddMinutes(1)), (first["StartTime"], first["IAmAliveTime"]));
        // One that is not a member still answers with the version of the table.
        var none = Assert.Single(await statements.RunAsync("MembershipReadRowKey", [.. Cluster, .. Silo(9)]));
        Assert.Equal((3, null), (none["Version"], none["StartTime"]));
    }

    [PostgresFact]
    public async Task Members_ManyJoinWithTheSameVersion_OneDoes()
    {
        var statements = await OpenAsync();
        await statements.NumberAsync("InsertMembershipVersionKey", Cluster);
        for (var version = 0; version < 5; version++)
        {
            var seen = version;
            var joined = await Task.WhenAll(Enumerable.Range(0, 8).Select(silo => Task.Run(() => JoinAsync(statements, 100 * seen + silo + 1, seen))));
            Assert.Equal(1, joined.Sum());
            var rows = await statements.RunAsync("MembershipReadAllKey", Cluster);
            Assert.Equal((version + 1, version + 1), (rows.Count, rows[0]["Version"]));
        }
    }

    [PostgresFact]
    public async Task Members_SignsOfLife_LeaveTheVersionAlone()
    {
        var statements = await OpenAsync();
        await statements.NumberAsync("InsertMembershipVersionKey", Cluster);
        await JoinAsync(statements, 1, 0);
        await statements.RunAsync("UpdateIAmAlivetimeKey", [.. Cluster, .. Silo(1), ("IAmAliveTime", Noon.AddHours(1))]);
        var row = Assert.Single(await statements.RunAsync("MembershipReadAllKey", Cluster));
        Assert.Equal((Noon.AddHours(1), 1), (row["IAmAliveTime"], row["Version"]));
    }

    [PostgresFact]
    public async Task Gateways_OfActiveSilosWithAPort_AreListed()
    {
        var statements = await OpenAsync();
        await statements.NumberAsync("InsertMembershipVersionKey", Cluster);
        await JoinAsync(statements, 1, 0);
        await JoinAsync(statements, 2, 1);
        await JoinAsync(statements, 3, 2, gateway: 0);
        await UpdateAsync(statements, 1, Active, 3);
        await UpdateAsync(statements, 3, Active, 4);
        var gateway = Assert.Single(await statements.RunAsync("GatewaysQueryKey", [.. Cluster, ("Status", Active)]));
        Assert.Equal(("127.0.0.1", 30001, 77), (gateway["Address"], gateway["ProxyPort"], gateway["Generation"]));
    }

    [PostgresFact]
    public async Task Cleanup_ForgetsOldSilosThatAreNotActive()
    {
        var statements = await OpenAsync();
        await statements.NumberAsync("InsertMembershipVersionKey", Cluster);
        for (var silo = 1; silo <= 3; silo++) await JoinAsync(statements, silo, silo - 1);
        await UpdateAsync(statements, 1, Active, 3);
        await UpdateAsync(statements, 2, Dead, 4);
        await UpdateAsync(statements, 3, Dead, 5);
        await statements.RunAsync("UpdateIAmAlivetimeKey", [.. Cluster, .. Silo(3), ("IAmAliveTime", Noon.AddDays(2))]);
        await statements.RunAsync("CleanupDefunctSiloEntriesKey", [.. Cluster, ("IAmAliveTime", Noon.AddDays(1))]);
        Assert.Equal([1, 3], (await statements.RunAsync("MembershipReadAllKey", Cluster)).Select(row => (int)row["Port"]!).Order());
    }

    [PostgresFact]
    public async Task Delete_OneCluster_LeavesTheOthers()
    {
        var statements = await OpenAsync();
        (string, object)[] other = [("DeploymentId", "other")];
        await statements.NumberAsync("InsertMembershipVersionKey", Cluster);
        await statements.NumberAsync("InsertMembershipVersionKey", other);
        await JoinAsync(statements, 1, 0);
        await statements.RunAsync("DeleteMembershipTableEntriesKey", Cluster);
        Assert.Empty(await statements.RunAsync("MembershipReadAllKey", Cluster));
        Assert.Single(await statements.RunAsync("MembershipReadAllKey", other));
    }

    [PostgresFact]
    public async Task Reminders_UpsertReadAndDelete_ByTheirVersions()
    {
        var statements = await OpenAsync();
        Assert.Equal(0, await RemindAsync(statements, "grain/a", "daily", 60_000, 5));
        Assert.Equal(1, await RemindAsync(statements, "grain/a", "daily", 120_000L, 5));
        Assert.Equal(0, await RemindAsync(statements, "grain/a", "weekly", 60_000, 5));
        Assert.Equal(0, await RemindAsync(statements, "grain/b", "daily", 60_000, -5));
        var row = Assert.Single(await statements.RunAsync("ReadReminderRowKey", [.. Reminder("grain/a"), ("ReminderName", "daily")]));
        Assert.Equal(("grain/a", "daily", Noon, 120_000L, 1), (row["GrainId"], row["ReminderName"], row["StartTime"], row["Period"], row["Version"]));
        Assert.Equal(2, (await statements.RunAsync("ReadReminderRowsKey", Reminder("grain/a"))).Count);

        Assert.Equal(0, await statements.NumberAsync("DeleteReminderRowKey", [.. Reminder("grain/a"), ("ReminderName", "daily"), ("Version", 0)]));
        Assert.Equal(1, await statements.NumberAsync("DeleteReminderRowKey", [.. Reminder("grain/a"), ("ReminderName", "daily"), ("Version", 1)]));
        Assert.Empty(await statements.RunAsync("ReadReminderRowKey", [.. Reminder("grain/a"), ("ReminderName", "daily")]));
        await statements.RunAsync("DeleteReminderRowsKey", ("ServiceId", "service"));
        Assert.Empty(await statements.RunAsync("ReadReminderRowsKey", Reminder("grain/b")));
    }

    [PostgresFact]
    public async Task Reminders_OfARange_AreAboveItsBeginUpToItsEnd()
    {
        var statements = await OpenAsync();
        foreach (var hash in (int[])[int.MinValue, -5, 0, 5, int.MaxValue]) await RemindAsync(statements, "grain/" + hash, "r", 1, hash);
        Assert.Equal([0, 5], await HashesAsync("ReadRangeRows1Key", -5, 5));
        // From 5 upwards, around, and up to -5.
        Assert.Equal([int.MinValue, -5, int.MaxValue], await HashesAsync("ReadRangeRows2Key", 5, -5));

        async Task<IEnumerable<int>> HashesAsync(string key, int begin, int end) =>
            (await statements.RunAsync(key, ("ServiceId", "service"), ("BeginHash", begin), ("EndHash", end)))
                .Select(row => int.Parse(((string)row["GrainId"]!)["grain/".Length..], System.Globalization.CultureInfo.InvariantCulture)).Order();
    }

    private static (string, object)[] Cluster { get; } = [("DeploymentId", "cluster")];

    private static (string, object)[] Silo(int port) => [("Address", StoredStatements.Address), ("Port", port), ("Generation", 77)];

    private static (string, object)[] Reminder(string grain) => [("ServiceId", "service"), ("GrainId", new StoredStatements.Ansi(grain))];

    private static Task<int?> JoinAsync(StoredStatements statements, int port, int version, int? gateway = null) => statements.NumberAsync(
        "InsertMembershipKey",
        [
            .. Cluster, .. Silo(port), ("SiloName", $"silo {port}"), ("HostName", "host"), ("Status", Joining), ("ProxyPort", gateway ?? 30_000 + port),
            ("StartTime", Noon), ("IAmAliveTime", Noon), ("Version", version),
        ]);

    private static Task<int?> UpdateAsync(StoredStatements statements, int port, int status, int version, string? suspicions = null) => statements.NumberAsync(
        "UpdateMembershipKey",
        [.. Cluster, .. Silo(port), ("Status", status), ("SuspectTimes", suspicions ?? StoredStatements.NoText), ("IAmAliveTime", Noon.AddMinutes(1)), ("Version", version)]);

    private static Task<int?> RemindAsync(StoredStatements statements, string grain, string name, object period, int hash) => statements.NumberAsync(
        "UpsertReminderRowKey", [.. Reminder(grain), ("ReminderName", name), ("StartTime", Noon), ("Period", period), ("GrainHash", hash)]);

    private async Task<StoredStatements> OpenAsync()
    {
        var connectionString = await server.CreateDatabaseAsync();
        await new ClusterDatabase(connectionString).InitializeAsync();
        return new StoredStatements(() => new NpgsqlConnection(connectionString));
    }
}
