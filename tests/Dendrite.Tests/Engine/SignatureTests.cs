using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Dendrite.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Serialization.Configuration;

namespace Dendrite.Engine;

/// <summary>What a silo and a client say of the types in the signatures of grain interfaces when they start.</summary>
public sealed class SignatureTests
{
    public static TheoryData<Type> Accepted =>
    [
        typeof(object), typeof(string), typeof(int), typeof(DayOfWeek), typeof(Guid), typeof(DateOnly), typeof(Half), typeof(UInt128), typeof(Uri), typeof(Type), typeof(int?),
        typeof(int[]), typeof(string[,]), typeof(byte[][]), typeof(List<Mutable>), typeof(Dictionary<string, List<int[]>>), typeof(SortedSet<int>), typeof(ConcurrentDictionary<int, int>),
        typeof(ImmutableArray<Mutable>), typeof(ImmutableSortedDictionary<string, int>), typeof(FrozenSet<int>), typeof(ReadOnlyMemory<byte>), typeof(ArraySegment<int>),
        typeof(IReadOnlyList<int>), typeof(IDisposable), typeof(Shape), typeof(Stream), typeof(Exception), typeof(InvalidOperationException), typeof(MarkedException),
        typeof((int, string)), typeof(Tuple<int, Mutable>), typeof(ValueTuple<int, int, int, int, int, int, int, ValueTuple<int>>), typeof(KeyValuePair<int, string>),
        typeof(Mutable), typeof(Pair<List<int>>), typeof(Foreign), typeof(OpenEnvelope), typeof(Immutable<int[]>), typeof(GrainId), typeof(ICopyGrain), typeof(INewsObserver),
        typeof(CancellationToken),
    ];

    public static TheoryData<Type> Refused =>
    [
        typeof(Unmarked), typeof(Unmarked[]), typeof(List<Unmarked>), typeof(Dictionary<string, Unmarked>), typeof((int, Unmarked)), typeof(Pair<Unmarked>), typeof(Envelope),
        typeof(StringBuilder), typeof(LinkedList<int>), typeof(MemoryStream), typeof(JsonElement), typeof(JsonDocument), typeof(Action), typeof(Func<int>), typeof(Task), typeof(nint), typeof(Rune),
        typeof(UnmarkedException), typeof(Lazy<int>),
    ];

    [Theory]
    [MemberData(nameof(Accepted))]
    [Source("src/Orleans.Serialization/Hosting/SerializerConfigurationAnalyzer.cs")]
    public async Task Type_ThatCrossesACall_StartsTheSilo(Type type)
    {
        using var host = Silo(typeof(ITakes<>).MakeGenericType(type), typeof(IGives<>).MakeGenericType(type));
        await host.StartAsync();
        await host.StopAsync();
    }

    [Theory]
    [MemberData(nameof(Refused))]
    [Source("src/Orleans.Serialization/Hosting/SerializerConfigurationAnalyzer.cs")]
    public async Task Type_ThatDoesNotCrossACall_FailsTheSilosStart(Type type)
    {
        foreach (var signature in new[] { typeof(ITakes<>), typeof(IGives<>) })
        {
            using var host = Silo(signature.MakeGenericType(type));
            await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());
        }
    }

    [Fact]
    [Source("src/Orleans.Core/Configuration/Validators/SerializerConfigurationValidator.cs")]
    public async Task SiloStart_SeveralOffences_NamesEach()
    {
        using var host = Silo(typeof(IUnfit));
        var e = await Assert.ThrowsAsync<OrleansConfigurationException>(() => host.StartAsync());
        Assert.All([typeof(Unmarked).FullName!, typeof(Action).FullName!, nameof(IUnfit), nameof(IUnfit.TakeAsync), nameof(IUnfit.GiveAsync), nameof(IUnfit.ListenAsync), "[GenerateSerializer]"],
            part => Assert.Contains(part, e.Message, StringComparison.Ordinal));
    }

    [Fact]
    [Source("src/Orleans.Serialization/Serializers/CodecProvider.cs")]
    public async Task SiloStart_MemberThatDoesNotCross_IsNamed()
    {
        using var host = Silo(typeof(ITakes<List<Envelope>>));
        var e = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());
        Assert.Contains(typeof(Unmarked).FullName!, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Source("src/Orleans.Core/Core/ClusterClient.cs")]
    public async Task ClientStart_Offence_IsNamed()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(client => client.UseLocalhostClustering(Ports.Free()).UseConnectionRetryFilter((_, _) => Task.FromResult(false)));
        builder.Services.Configure<TypeManifestOptions>(options =>
        {
            options.EnableConfigurationAnalysis = true;
            options.Interfaces.Add(typeof(IUnfit));
        });
        using var host = builder.Build();
        var e = await Assert.ThrowsAsync<OrleansConfigurationException>(() => host.StartAsync());
        Assert.Contains(typeof(Unmarked).FullName!, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Source("src/Orleans.Serialization/Configuration/TypeManifestOptions.cs")]
    public async Task SiloStart_AnalysisSwitchedOff_TakesEverything()
    {
        using var host = Silo(options =>
        {
            options.EnableConfigurationAnalysis = false;
            options.Interfaces.Add(typeof(IUnfit));
        });
        await host.StartAsync();
        await host.StopAsync();
    }

    [Fact]
    [Source("src/Orleans.Serialization/Configuration/TypeManifestOptions.cs")]
    public async Task Alias_OfAType_IsKnown()
    {
        using var host = Silo();
        await host.StartAsync();
        Assert.Equal(typeof(Mutable), host.Services.GetRequiredService<IOptions<TypeManifestOptions>>().Value.WellKnownTypeAliases["engine.mutable"]);
        await host.StopAsync();
    }

    [Fact]
    [Source("src/Orleans.CodeGenerator/MetadataGenerator.cs")]
    public async Task Alias_OfTwoTypes_FailsTheSilosStart()
    {
        using var host = Silo(options => options.WellKnownTypeAliases.Add("engine.mutable", typeof(Unmarked)));
        await Assert.ThrowsAsync<ArgumentException>(() => host.StartAsync());
    }

    /// <summary>The words are the embedded engine's own.</summary>
    [Fact]
    [Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
    public async Task EmbeddedEngine_Offences_AreASentenceEach()
    {
        using var host = Silo(typeof(IUnfit), typeof(ITakes<Envelope>));
        var e = await Assert.ThrowsAsync<OrleansConfigurationException>(() => host.StartAsync());
        string[] places =
        [
            "Dendrite.Engine.Envelope.Content (met in Dendrite.Engine.ITakes`1[Dendrite.Engine.Envelope].TakeAsync, parameter \"value\"): Dendrite.Engine.Unmarked has no serializer.",
            "Dendrite.Engine.IUnfit.TakeAsync, parameter \"value\": Dendrite.Engine.Unmarked has no serializer.",
            "Dendrite.Engine.IUnfit.GiveAsync, result: Dendrite.Engine.Unmarked has no serializer.",
            "Dendrite.Engine.IUnfit.ListenAsync, parameter \"callback\": System.Action has no serializer.",
        ];
        var lines = e.Message.Split('\n')[1..];
        Assert.Equal(places, lines.Select(l => l[..(l.IndexOf("serializer.", StringComparison.Ordinal) + 11)]));
        Assert.All(lines, l => Assert.EndsWith("Mark it with [GenerateSerializer] and its members with [Id], or write a converter to a surrogate with [RegisterConverter].", l, StringComparison.Ordinal));
    }

    private static IHost Silo(params Type[] interfaces) => Silo(options =>
    {
        options.EnableConfigurationAnalysis = true;
        options.Interfaces.UnionWith(interfaces);
    });

    private static IHost Silo(Action<TypeManifestOptions> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo => silo.UseLocalhostClustering(Ports.Free(), Ports.Free()));
        builder.Services.Configure(configure);
        return builder.Build();
    }
}
