using System.Diagnostics;
using System.Globalization;

namespace Dendrite.Benchmarks.Edge;

/// <summary>
/// From the start of a process to the first answer of its server, and the memory that it has then: the published command and a
/// published bare silo, one after the other in each round.
/// </summary>
internal static class StartBenchmark
{
    private const int Rounds = 11;

    /// <param name="args">A folder for what is published, used again where it is there.</param>
    public static int Run(string[] args)
    {
        var published = PublishedPrograms.Make(args.FirstOrDefault());
        Console.WriteLine($"{published.Dendrite}, {Environment.ProcessorCount} cores, .NET {Environment.Version}; {Rounds} starts");
        using var http = new HttpClient();
        var starts = new List<(Start Dendrite, Start Bare)>();
        // The first of each reads its files from the disk and is not counted.
        for (var i = 0; i <= Rounds; i++)
        {
            // Any answer counts: the built-in backend has no document under this path, which the server finds out through a grain.
            var dendrite = Measure(http, () => ServerProcess.StartStub(published.Dendrite), "/_dendrite/client/v1/resources/b/doc");
            var bare = Measure(http, () => ServerProcess.StartBareSilo(published.BareSilo), "/");
            if (i > 0) starts.Add((dendrite, bare));
        }
        Console.WriteLine($"{"medians",-28} {"dendrite",10} {"bare silo",10} {"ratio",7} {"at most",8}");
        Write("first answer, s", starts, start => start.Seconds);
        Write("processor time then, s", starts, start => start.ProcessorSeconds);
        Write("resident memory then, MB", starts, start => start.Megabytes);
        return 0;
    }

    private static void Write(string what, List<(Start Dendrite, Start Bare)> starts, Func<Start, double> value)
    {
        var dendrite = Median(starts.Select(start => value(start.Dendrite)));
        var bare = Median(starts.Select(start => value(start.Bare)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-28} {dendrite,10:0.00} {bare,10:0.00} {dendrite / bare,7:0.00} {"1.15",8}"));
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);

    private static Start Measure(HttpClient http, Func<ServerProcess> start, string path)
    {
        var watch = Stopwatch.StartNew();
        using var server = start();
        using var answer = http.GetAsync(new Uri(server.Url, path)).GetAwaiter().GetResult();
        return new Start(watch.Elapsed.TotalSeconds, server.ProcessorTime.TotalSeconds, server.ResidentKilobytes / 1024.0);
    }

    private readonly record struct Start(double Seconds, double ProcessorSeconds, double Megabytes);
}
