using System.Diagnostics;
using System.Globalization;

namespace Dendrite.Benchmarks.Edge;

/// <summary>A server in a process of its own, and what it costs: as Linux counts it.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const double TicksPerSecond = 100;

    private readonly Process _process;

    private ServerProcess(string file, string[] arguments)
    {
        _process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        while (true)
        {
            var line = _process.StandardError.ReadLine() ?? throw new InvalidOperationException($"{file} ended before it listened.");
            if (line.IndexOf("listens on ", StringComparison.Ordinal) is >= 0 and var at)
            {
                Url = new Uri(line[(at + "listens on ".Length)..]);
                break;
            }
        }
        // Read to their ends, so that the server never waits to print.
        _ = _process.StandardError.ReadToEndAsync();
        _ = _process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>The command as it was built with this benchmark.</summary>
    public static string Dendrite { get; } = Path.Combine(AppContext.BaseDirectory.Replace(Path.Combine("tests", "Dendrite.Benchmarks"), Path.Combine("client", "Dendrite.Cli"), StringComparison.Ordinal), "dendrite");

    public Uri Url { get; }

    public TimeSpan ProcessorTime
    {
        get
        {
            var stat = File.ReadAllText($"/proc/{_process.Id}/stat");
            // After the name, which may hold anything: the state is field 3, user and system time are fields 14 and 15.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return TimeSpan.FromSeconds((long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond);
        }
    }

    public long ResidentKilobytes => long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    public static ServerProcess StartDendrite(Uri backend) => new(
        Dendrite,
        [
            "serve", "--urls", "http://127.0.0.1:0", $"--Backends:b:BaseAddress={backend}", "--Backends:b:Public=true",
            "--Backends:b:MinInterval=50ms", "--Backends:b:MaxInterval=50ms",
        ]);

    public static ServerProcess StartStub(string file) => new(file, ["serve", "--urls", "http://127.0.0.1:0", "--Backends:b:BaseAddress=stub:", "--Backends:b:Public=true"]);

    public static ServerProcess StartPeer(string peer) => new(Environment.ProcessPath!, ["peer", peer]);

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
