using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Dendrite.Benchmarks.Edge;

/// <summary>A server in a process of its own, and what it costs: as Linux counts it.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const double TicksPerSecond = 100;

    private readonly Process _process;
    private bool _isEnded;

    private ServerProcess(string file, string[] arguments, Uri? url = null)
    {
        _process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        while (url is null)
        {
            var line = _process.StandardError.ReadLine() ?? throw new InvalidOperationException($"{file} ended before it listened.");
            if (line.IndexOf("listens on ", StringComparison.Ordinal) is >= 0 and var at) url = new Uri(line[(at + "listens on ".Length)..]);
        }
        Url = url;
        // Read to their ends, so that the server never waits to print.
        _ = _process.StandardError.ReadToEndAsync();
        _ = _process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>The command as it was built with this benchmark.</summary>
    public static string Dendrite { get; } = Path.Combine(AppContext.BaseDirectory.Replace(Path.Combine("tests", "Dendrite.Benchmarks"), Path.Combine("client", "Dendrite.Cli"), StringComparison.Ordinal), "dendrite");

    public Uri Url { get; }

    /// <summary>Of the process and of those that it has started.</summary>
    public TimeSpan ProcessorTime => TimeSpan.FromSeconds(Family(_process.Id).Sum(TicksOf) / TicksPerSecond);

    /// <summary>Of the process and of those that it has started.</summary>
    public long ResidentKilobytes => Family(_process.Id).Sum(ResidentKilobytesOf);

    public static ServerProcess StartDendrite(Uri backend) => new(
        Dendrite,
        [
            "serve", "--urls", "http://127.0.0.1:0", $"--Backends:b:BaseAddress={backend}", "--Backends:b:Public=true",
            "--Backends:b:MinInterval=50ms", "--Backends:b:MaxInterval=50ms",
        ]);

    /// <summary>The command as it was built with this benchmark, with settings of the caller's.</summary>
    public static ServerProcess StartDendrite(params string[] settings) => new(Dendrite, ["serve", "--urls", "http://127.0.0.1:0", .. settings]);

    public static ServerProcess StartStub(string file) => new(file, ["serve", "--urls", "http://127.0.0.1:0", "--Backends:b:BaseAddress=stub:", "--Backends:b:Public=true"]);

    /// <summary>A silo and Kestrel with nothing of Dendrite.</summary>
    public static ServerProcess StartBareSilo(string file) => new(file, []);

    /// <summary>Any other server; it may not listen yet.</summary>
    public static ServerProcess Start(string file, string[] arguments, Uri url) => new(file, arguments, url);

    public static ServerProcess StartPeer(string peer, params string[] arguments) => new(Environment.ProcessPath!, ["peer", peer, .. arguments]);

    /// <summary>Sends a signal to the process itself.</summary>
    public void Signal(int signal)
    {
        if (Kill(_process.Id, signal) != 0) throw new InvalidOperationException($"Process {_process.Id} takes no signal {signal}.");
    }

    public void Dispose()
    {
        if (_isEnded) return;
        _isEnded = true;
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static IEnumerable<int> Family(int process) =>
        File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(child => Family(int.Parse(child, CultureInfo.InvariantCulture))).Prepend(process);

    private static long TicksOf(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        // After the name, which may hold anything: the state is field 3, user and system time are fields 14 and 15.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
    }

    private static long ResidentKilobytesOf(int process) => long.Parse(
        File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
