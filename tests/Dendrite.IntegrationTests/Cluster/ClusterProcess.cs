using Dendrite.IntegrationTests.Testing;
using Npgsql;

namespace Dendrite.IntegrationTests.Cluster;

/// <summary>Silos of a cluster as processes of their own, on one database.</summary>
internal static class ClusterProcess
{
    /// <summary>The settings of a silo on a database, on two free ports of loopback, that polls a backend 'b' at an interval: twice a second where none is said.</summary>
    public static string[] SettingsFor(string connectionString, ScriptedBackend backend, string interval = "500ms") =>
        SettingsFor(connectionString, backend, out _, out _, interval);

    /// <summary>The same, and which ports they are.</summary>
    public static string[] SettingsFor(string connectionString, ScriptedBackend backend, out int siloPort, out int gatewayPort, string interval = "500ms")
    {
        (siloPort, gatewayPort) = LocalPorts.FindTwo();
        return
        [
            $"--Backends:b:BaseAddress={backend.BaseAddress}", "--Backends:b:Public=true", $"--Backends:b:MinInterval={interval}", $"--Backends:b:MaxInterval={interval}",
            $"--Cluster:ConnectionString={connectionString}", "--Cluster:Address=127.0.0.1", $"--Cluster:SiloPort={siloPort}", $"--Cluster:GatewayPort={gatewayPort}",
        ];
    }

    public static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
