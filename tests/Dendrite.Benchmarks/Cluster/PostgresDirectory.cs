using System.Diagnostics;

namespace Dendrite.Benchmarks.Cluster;

/// <summary>A PostgreSQL server in a temporary folder, on a Unix socket in it.</summary>
internal sealed class PostgresDirectory : IDisposable
{
    /// <summary>The server refuses to run as root; this account comes with Debian's package.</summary>
    private const string Account = "postgres";

    private readonly string _folder = Directory.CreateTempSubdirectory("dendrite-benchmark-").FullName;

    private PostgresDirectory()
    {
        if (Environment.IsPrivilegedProcess) Run("chown", Account, _folder);
        RunAs("initdb", "-D", Data, "-U", Account, "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C");
        RunAs("pg_ctl", "-D", Data, "-o", $"-c listen_addresses= -c unix_socket_directories={_folder} -c max_connections=200", "-l", Path.Combine(_folder, "log"), "-w", "start");
    }

    /// <summary>Where its programs are; null where it is not installed.</summary>
    private static string? Programs => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin")).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
        : null;

    public string ConnectionString => $"Host={_folder};Database=postgres;Username={Account}";

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Starts one; null where it is not installed.</summary>
    public static PostgresDirectory? Start() => Programs is null ? null : new PostgresDirectory();

    public void Dispose()
    {
        RunAs("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    private static void RunAs(string program, params string[] arguments)
    {
        var file = Path.Combine(Programs!, program);
        if (Environment.IsPrivilegedProcess) Run("runuser", ["-u", Account, "--", file, .. arguments]);
        else Run(file, arguments);
    }

    private static void Run(string file, params string[] arguments)
    {
        // The output goes nowhere: the server keeps what pg_ctl was given open, and a pipe would never end.
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", file, .. arguments]) { WorkingDirectory = "/" })!;
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
