using System.Globalization;

namespace Dendrite.Benchmarks.Edge;

/// <summary>What a server takes of a core while nobody asks it for anything: the published command with one backend, and beside it at the same time a published bare silo.</summary>
internal static class IdleBenchmark
{
    private const int Rounds = 3;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(20);

    /// <param name="args">A folder for what is published, used again where it is there.</param>
    public static int Run(string[] args)
    {
        var published = PublishedPrograms.Make(args.FirstOrDefault());
        RunAsync(published).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync(PublishedPrograms published)
    {
        using var dendrite = ServerProcess.StartStub(published.Dendrite);
        using var bare = ServerProcess.StartBareSilo(published.BareSilo);
        await Task.Delay(Settling);
        Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}; nothing listened to, after {Settling.TotalSeconds} s, for {Length.TotalSeconds} s each");
        Console.WriteLine($"{"of a core",-10} {"dendrite",10} {"bare silo",10} {"ratio",7}");
        for (var i = 1; i <= Rounds; i++)
        {
            var (dendriteBefore, bareBefore) = (dendrite.ProcessorTime, bare.ProcessorTime);
            await Task.Delay(Length);
            var (ours, theirs) = ((dendrite.ProcessorTime - dendriteBefore) / Length, (bare.ProcessorTime - bareBefore) / Length);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i,-10} {ours * 100,9:0.00}% {theirs * 100,9:0.00}% {ours / theirs,7:0.00}"));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"memory, MB",-10} {dendrite.ResidentKilobytes / 1024.0,10:0.0} {bare.ResidentKilobytes / 1024.0,10:0.0}"));
    }
}
