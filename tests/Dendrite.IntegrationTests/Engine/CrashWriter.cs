using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dendrite.Engine;

/// <summary>The child: prints the number it finds, then each number it has written, until it is killed.</summary>
internal static class CrashWriter
{
    public const string Verb = "write-until-killed";

    private static async Task<int> Main(string[] args)
    {
        if (args is not [Verb, var file]) return 2;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo => silo.UseLocalhostClustering().AddAdoNetGrainStorage("tally", options =>
        {
            options.Invariant = "System.Data.SQLite";
            options.ConnectionString = "Data Source=" + file;
        }));
        using var host = builder.Build();
        await host.StartAsync();
        var grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<ITallyGrain>("tally");
        Print(await grain.ReadAsync());
        while (true) Print(await grain.CountAsync());
    }

    private static void Print(long number)
    {
        Console.Out.WriteLine(number.ToString(CultureInfo.InvariantCulture));
        Console.Out.Flush();
    }
}
