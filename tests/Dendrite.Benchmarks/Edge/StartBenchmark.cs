using System.Diagnostics;
using System.Globalization;

namespace Dendrite.Benchmarks.Edge;

/// <summary>From the start of a process to the first answer of its server, and the memory that it has then.</summary>
internal static class StartBenchmark
{
    private const int Rounds = 11;

    public static int Run(string[] args)
    {
        // A published command, say; otherwise the one that was built.
        var file = args.Length > 0 ? Path.GetFullPath(args[0]) : ServerProcess.Dendrite;
        Console.WriteLine($"{file}, {Environment.ProcessorCount} cores, .NET {Environment.Version}; {Rounds} starts");
        using var http = new HttpClient();
        var starts = Enumerable.Range(0, Rounds).Select(_ => StartAsync(http, file).GetAwaiter().GetResult()).ToArray();
        var seconds = starts.Select(start => start.Seconds).Order().ToArray();
        var megabytes = starts.Select(start => start.Megabytes).Order().ToArray();
        Console.WriteLine($"{"",-28} {"median",8} {"least",8} {"target",8} {"Orleans silo, one process",26}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"first answer, s",-28} {seconds[Rounds / 2],8:0.000} {seconds[0],8:0.000} {"0.3",8} {"0.85",26}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"resident memory then, MB",-28} {megabytes[Rounds / 2],8:0.0} {megabytes[0],8:0.0} {"60",8} {"82",26}"));
        return 0;
    }

    private static async Task<(double Seconds, double Megabytes)> StartAsync(HttpClient http, string file)
    {
        var watch = Stopwatch.StartNew();
        using var server = ServerProcess.StartStub(file);
        // Any answer counts: the built-in backend has no document under this path, which the server finds out through a grain.
        using var answer = await http.GetAsync(new Uri(server.Url, "/_dendrite/client/v1/resources/b/doc"));
        return (watch.Elapsed.TotalSeconds, server.ResidentKilobytes / 1024.0);
    }
}
