using Dendrite.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;
using Orleans.TestingHost;

namespace Dendrite.Engine;

/// <summary>
/// Durable streams in a cluster whose silos die: random programs of producers, deactivations and deaths, against the
/// promise: at least once, and the first time each in the order of its producer.
/// </summary>
[Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
public sealed class DurableClusterTests
{
    private const int Producers = 2;
    private const int Consumers = 2;
    private static string TheFile = "";
    private static ManualTimeProvider TheClock = new();

    [Fact]
    public void RandomPrograms_WithDurableStreams_DeliverAtLeastOnceInTheOrderOfEachProducer()
    {
        Property.Check(4, random => RunAsync(random).GetAwaiter().GetResult());
    }

    private static async Task RunAsync(Random random)
    {
        TheClock = new ManualTimeProvider();
        TheFile = Path.Combine(Path.GetTempPath(), $"dendrite-{Guid.NewGuid():N}.db");
        try
        {
            await using var cluster = new TestClusterBuilder(2).AddSiloBuilderConfigurator<SiloSetUp>().AddClientBuilderConfigurator<ClientSetUp>().Build();
            await cluster.DeployAsync();
            await RunAsync(cluster, random, Guid.NewGuid().ToString("N"));
        }
        finally
        {
            foreach (var file in Directory.EnumerateFiles(Path.GetTempPath(), Path.GetFileName(TheFile) + "*")) File.Delete(file);
        }
    }

    private static async Task RunAsync(TestCluster cluster, Random random, string program)
    {
        var consumers = Enumerable.Range(0, Consumers).Select(c => cluster.Client.GetGrain<ITapeGrain>($"{program}-{c}")).ToList();
        foreach (var consumer in consumers)
        {
            Gates.Open("open " + consumer.GetPrimaryKeyString());
            await consumer.SubscribeAsync(program);
        }
        var stream = cluster.Client.GetStreamProvider("durable").GetStream<string>("tape", program);
        var producers = Enumerable.Range(0, Producers).Select(p => ProduceAsync(stream, p, random.Next(1, 4))).ToList();
        for (var step = 0; step < 6; step++)
        {
            var held = TapeLog.Of(consumers[0].GetPrimaryKeyString()).Length;
            await HoldsAsync(() => producers.TrueForAll(p => p.IsCompleted) || TapeLog.Of(consumers[0].GetPrimaryKeyString()).Length > held, "some progress");
            switch (random.Next(4))
            {
                case 0:
                    await cluster.DeactivateAsync(consumers[random.Next(Consumers)]);
                    break;
                case 1 when cluster.Silos.Count > 1:
                    await KillWithinAnEventAsync(cluster, random, consumers[random.Next(Consumers)].GetPrimaryKeyString(), Task.WhenAll(producers));
                    break;
                case 2 when cluster.Silos.Count < 3:
                    await cluster.StartAdditionalSiloAsync();
                    break;
                default:
                    await Task.Yield();
                    break;
            }
        }
        var published = await Task.WhenAll(producers);
        foreach (var consumer in consumers)
        {
            var key = consumer.GetPrimaryKeyString();
            await HoldsAsync(() => published.Sum() <= TapeLog.Of(key).Distinct().Count(), $"{published.Sum()} events at {key}");
            for (var producer = 0; producer < Producers; producer++)
            {
                var first = TapeLog.Of(key).Where(e => e.StartsWith($"{producer}:", StringComparison.Ordinal)).Distinct().ToList();
                Assert.Equal(Enumerable.Range(0, published[producer]).Select(n => $"{producer}:{n}"), first);
            }
        }
    }

    /// <summary>A silo dies while a consumer is in the middle of an event, or there are no more.</summary>
    private static async Task KillWithinAnEventAsync(TestCluster cluster, Random random, string key, Task produced)
    {
        var pause = TapeLog.Hold(key);
        await HoldsAsync(() => pause.IsReached || produced.IsCompleted, "an event in the middle");
        await cluster.KillSiloAsync(cluster.Silos[random.Next(cluster.Silos.Count)]);
        TapeLog.Break(key);
    }

    /// <summary>Waits, and lets time pass where only a pause before the next attempt is waited for.</summary>
    private static Task HoldsAsync(Func<bool> condition, string what) => Eventually.HoldsAsync(
        () =>
        {
            if (TheClock.Due is [var first, ..]) TheClock.Advance(first - TheClock.GetUtcNow());
            return Task.FromResult(condition());
        },
        what);

    /// <summary>One after the other, alone or in batches; how many they were.</summary>
    private static async Task<int> ProduceAsync(IAsyncStream<string> stream, int producer, int batch)
    {
        var number = 0;
        for (var round = 0; round < 25; round++)
        {
            await stream.OnNextBatchAsync([.. Enumerable.Range(number, batch).Select(n => $"{producer}:{n}")]);
            number += batch;
        }
        return number;
    }

    private static void Configure(Orleans.Configuration.AdoNetStreamOptions options) => (options.Invariant, options.ConnectionString) = ("System.Data.SQLite", "Data Source=" + TheFile);

    private sealed class SiloSetUp : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            siloBuilder.Services.AddKeyedSingleton<TimeProvider>(StreamingTimeProviderNames.Streaming, TheClock);
            siloBuilder.AddAdoNetStreams("durable", DurableClusterTests.Configure);
        }
    }

    private sealed class ClientSetUp : IClientBuilderConfigurator
    {
        public void Configure(IConfiguration configuration, IClientBuilder clientBuilder) => clientBuilder.AddAdoNetStreams("durable", DurableClusterTests.Configure);
    }
}
