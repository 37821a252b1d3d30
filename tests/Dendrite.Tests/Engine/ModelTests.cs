using Dendrite.Testing;
using Orleans.Runtime.Hosting;
using Orleans.TestingHost;

namespace Dendrite.Engine;

/// <summary>
/// Random programs of calls, timers, deactivations and deaths of silos, against a small model: one activation at a time,
/// each caller's calls in their order, no acknowledged write lost. The primary silo lives: it holds the membership of a TestCluster.
/// </summary>
public sealed class ModelTests
{
    private const int Callers = 3;
    private const int Grains = 4;

    [Fact]
    public void RandomPrograms_AgainstTheModel_KeepItsPromises() => Property.Check(6, random => RunAsync(random).GetAwaiter().GetResult());

    private static async Task RunAsync(Random random)
    {
        LedgerGrain.Reset();
        await using var cluster = new TestClusterBuilder(2).AddSiloBuilderConfigurator<SiloSetUp>().Build();
        await cluster.DeployAsync();
        var program = Guid.NewGuid().ToString("N");
        var acknowledged = new List<(string Grain, int Caller, int Number)>();
        var callers = Enumerable.Range(0, Callers).Select(caller => CallAsync(cluster.Client, program, caller, new Random(random.Next()), acknowledged)).ToList();
        for (var step = 0; step < 12; step++)
        {
            var grain = cluster.Client.GetGrain<ILedgerGrain>(KeyOf(program, random.Next(Grains)));
            switch (random.Next(5))
            {
                case 0:
                    await cluster.DeactivateAsync(grain);
                    break;
                case 1:
                    await SiloDeath.SurvivedAsync(grain.LeaveAsync);
                    break;
                case 2 when cluster.SecondarySilos.Count > 0:
                    await cluster.KillSiloAsync(cluster.SecondarySilos[random.Next(cluster.SecondarySilos.Count)]);
                    break;
                case 3 when cluster.Silos.Count < 3:
                    await cluster.StartAdditionalSiloAsync();
                    break;
                default:
                    await SiloDeath.SurvivedAsync(grain.TickAsync);
                    break;
            }
        }
        await Task.WhenAll(callers);

        Assert.Equal(0, LedgerGrain.Overlaps);
        for (var g = 0; g < Grains; g++)
        {
            var key = KeyOf(program, g);
            var entries = await SiloDeath.OverAsync(cluster.Client.GetGrain<ILedgerGrain>(key).EntriesAsync);
            foreach (var (_, caller, number) in acknowledged.Where(a => a.Grain == key))
                Assert.Contains($"{caller}:{number}", entries);
            for (var caller = 0; caller < Callers; caller++)
            {
                var own = entries.Where(e => e.StartsWith($"{caller}:", StringComparison.Ordinal)).Select(e => int.Parse(e[2..], System.Globalization.CultureInfo.InvariantCulture)).ToList();
                Assert.Equal(own.Order(), own);
            }
        }
    }

    /// <summary>A caller writes numbers in order; a write that failed may have happened or not, and isn't repeated.</summary>
    private static async Task CallAsync(IGrainFactory grains, string program, int caller, Random random, List<(string, int, int)> acknowledged)
    {
        for (var number = 0; number < 60; number++)
        {
            var key = KeyOf(program, random.Next(Grains));
            if (await SiloDeath.SurvivedAsync(() => grains.GetGrain<ILedgerGrain>(key).WriteAsync(caller, number)))
            {
                lock (acknowledged) acknowledged.Add((key, caller, number));
            }
        }
    }

    private static string KeyOf(string program, int grain) => $"{program}-{grain}";

    private sealed class SiloSetUp : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder) => siloBuilder.Services.AddGrainStorage("ledger", (_, _) => new LedgerStorage());
    }
}
