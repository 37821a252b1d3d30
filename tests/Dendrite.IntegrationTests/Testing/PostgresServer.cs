using System.Globalization;
using Npgsql;

namespace Dendrite.IntegrationTests.Testing;

/// <summary>A PostgreSQL server of the test's own, in a folder of its own, on a Unix socket in it; no port is taken.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    /// <summary>The server refuses to run as root; this account comes with Debian's package.</summary>
    private const string Account = "postgres";

    private readonly TemporaryDirectory _folder = new();
    private int _databases;

    /// <summary>Where the programs are: Debian keeps them off the PATH.</summary>
    private static readonly string? Programs = FindPrograms();

    internal static bool IsInstalled => Programs is not null;

    private string Data => Path.Combine(_folder.Path, "data");

    async Task IAsyncLifetime.InitializeAsync()
    {
        if (!IsInstalled) return;
        if (Environment.IsPrivilegedProcess) await RunAsync("chown", Account, _folder.Path);
        // What must survive a crash is PostgreSQL's own test.
        await RunAsAsync("initdb", "-D", Data, "-U", Account, "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C");
        await StartAsync();
    }

    /// <summary>Starts it, again after <see cref="StopAsync"/>.</summary>
    internal Task StartAsync()
    {
        var options = string.Create(CultureInfo.InvariantCulture, $"-c listen_addresses= -c unix_socket_directories={_folder.Path} -c fsync=off -c max_connections=200");
        return RunAsAsync("pg_ctl", "-D", Data, "-o", options, "-l", Path.Combine(_folder.Path, "log"), "-w", "start");
    }

    /// <summary>Ends it as a crash would.</summary>
    internal Task StopAsync() => RunAsAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");

    async Task IAsyncLifetime.DisposeAsync()
    {
        if (IsInstalled) await StopAsync();
        NpgsqlConnection.ClearAllPools();
        _folder.Dispose();
    }

    /// <summary>Makes an empty database; returns how to connect to it.</summary>
    internal async Task<string> CreateDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"d{Interlocked.Increment(ref _databases)}");
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"create database {name}", connection);
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    private string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder { Host = _folder.Path, Database = database, Username = Account }.ConnectionString;

    private static Task RunAsAsync(string program, params string[] arguments)
    {
        var file = Path.Combine(Programs!, program);
        return Environment.IsPrivilegedProcess ? RunAsync("runuser", ["-u", Account, "--", file, .. arguments]) : RunAsync(file, arguments);
    }

    private static async Task RunAsync(string file, params string[] arguments)
    {
        await using var process = ChildProcess.Start(file, arguments);
        var (code, _, _) = await process.ExitAsync("PostgreSQL for a test", TimeSpan.FromMinutes(1));
        if (code != 0) throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} ended with {code}: {process.Printed}");
    }

    private static string? FindPrograms()
    {
        const string Debian = "/usr/lib/postgresql";
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var packaged = Directory.Exists(Debian) ? Directory.GetDirectories(Debian).OrderDescending().Select(version => Path.Combine(version, "bin")) : [];
        return packaged.Concat(onPath).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")));
    }
}
