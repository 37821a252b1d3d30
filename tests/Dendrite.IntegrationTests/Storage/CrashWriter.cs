using System.Globalization;
using Dendrite.Hosting.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Serialization;
using Orleans.Storage;

namespace Dendrite.IntegrationTests.Storage;

/// <summary>The child: prints the number it finds, then each number it has written, until it is killed.</summary>
internal static class CrashWriter
{
    public const string Verb = "write-until-killed";

    private static readonly GrainId Grain = GrainId.Create("tally", "tally");

    private static async Task<int> Main(string[] args)
    {
        if (args is not [Verb, var path]) return 2;
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        using var directory = StateDirectory.Take(path);
        using var file = new StateFile(directory.StateFile, StateDurability.Process, NullLogger.Instance);
        var storage = new StateFileGrainStorage(file, new OrleansGrainStorageSerializer(services.GetRequiredService<Serializer>()), TimeProvider.System);
        var state = new GrainState<long>();
        await storage.ReadStateAsync("tally", Grain, state);
        while (true)
        {
            Print(state.State);
            state.State++;
            await storage.WriteStateAsync("tally", Grain, state);
        }
    }

    private static void Print(long number)
    {
        Console.Out.WriteLine(number.ToString(CultureInfo.InvariantCulture));
        Console.Out.Flush();
    }
}
