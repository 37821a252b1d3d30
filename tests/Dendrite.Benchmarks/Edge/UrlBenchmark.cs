using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Dendrite.Benchmarks.Edge;

/// <summary>
/// From the start of the published <c>fetch URL</c>, <c>listen URL</c> and <c>diff</c> to their first line, and the memory that those that
/// go on after it had at most.
/// </summary>
internal static class UrlBenchmark
{
    private const int Rounds = 11;

    /// <param name="args">A folder for what is published, used again where it is there.</param>
    public static int Run(string[] args)
    {
        var published = PublishedPrograms.Make(args.FirstOrDefault());
        using var backend = new HttpListener();
        var url = $"http://127.0.0.1:{Ports.Find(1)[0]}/";
        backend.Prefixes.Add(url);
        backend.Start();
        _ = AnswerAsync(backend);
        Console.WriteLine($"{published.Dendrite}, {Environment.ProcessorCount} cores, .NET {Environment.Version}; {Rounds} starts");
        Console.WriteLine($"{"medians",-28} {"dendrite",10} {"at most",8}");
        foreach (var (name, goesOn, arguments) in new (string, bool, string[])[]
        {
            ("fetch URL", false, ["fetch", url + "doc.json"]),
            ("listen URL", true, ["listen", url + "doc.json"]),
            ("diff", true, ["diff", "--batch"]),
        })
        {
            // The first reads its files from the disk and is not counted.
            var starts = Enumerable.Range(0, Rounds + 1).Select(_ => Measure(published.Dendrite, arguments, goesOn)).Skip(1).ToArray();
            Write($"{name}, first line, s", starts.Select(s => s.Seconds), "0.25");
            if (goesOn) Write($"{name}, memory, MB", starts.Select(s => s.Megabytes), "60");
        }
        return 0;
    }

    private static (double Seconds, double Megabytes) Measure(string program, string[] arguments, bool goesOn)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        process.StandardInput.WriteLine("""[{"n":1},{"n":2}]""");
        _ = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"dendrite {arguments[0]} ended without a line.");
        var seconds = watch.Elapsed.TotalSeconds;
        // What has ended has no memory to be read.
        var megabytes = goesOn ? PeakKilobytes(process.Id) / 1024.0 : 0;
        if (goesOn) process.Kill();
        process.WaitForExit();
        return (seconds, megabytes);
    }

    private static double PeakKilobytes(int process) => double.Parse(
        File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    private static void Write(string what, IEnumerable<double> values, string limit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-28} {values.Order().ElementAt(Rounds / 2),10:0.00} {limit,8}"));

    private static async Task AnswerAsync(HttpListener backend)
    {
        while (true)
        {
            var context = await backend.GetContextAsync();
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync("""{"n":1}"""u8.ToArray());
            context.Response.Close();
        }
    }
}
