using Dendrite.Client;
using Dendrite.Client.Cluster;
using Dendrite.Edge;
using Dendrite.Grains.Resources;
using Dendrite.Hosting;
using Dendrite.Resources;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;

namespace Dendrite.Configuration;

/// <summary>Dendrite in a host of somebody's own: options below <c>Dendrite</c>, checked before anything starts, all faults at once.</summary>
public sealed class HostOptionsTests
{
    [Fact]
    public async Task Start_ConfigurationWithFaults_AllAreNamedByTheirFullKeys()
    {
        using var host = BuildSilo(null,
            ("Dendrite:Backends:one:BaseAddress", "not a url"), ("Dendrite:Backends:one:Nonsense", "1"), ("Dendrite:Backends:two:MinInterval", "10"));
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        AssertKeys(
            refusal,
            "Dendrite:Backends:one:BaseAddress", "Dendrite:Backends:one:Nonsense", "Dendrite:Backends:two:BaseAddress", "Dendrite:Backends:two:MinInterval");
    }

    [Fact]
    public async Task Start_BackendsOfCode_FaultsBesideThoseOfTheConfiguration()
    {
        using var host = BuildSilo(
            options => options.Backends.Add(new BackendDefinition { Name = "code", BaseAddress = new Uri("ftp://h/"), MaxConcurrency = 0 }),
            ("Dendrite:Backends:file:BaseAddress", "stub:"), ("Dendrite:Backends:file:Public", "maybe"));
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        AssertKeys(refusal, "Dendrite:Backends:file:Public", "Dendrite:Backends:code:BaseAddress", "Dendrite:Backends:code:MaxConcurrency");
    }

    [Fact]
    public async Task Start_OneNameTwice_Refused()
    {
        using var host = BuildSilo(
            options => options.Backends.Add(new BackendDefinition { Name = "B", BaseAddress = new Uri("stub:") }), ("Dendrite:Backends:b:BaseAddress", "stub:"));
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal("Dendrite:Backends:b is there 2 times.", Assert.Single(refusal.Failures));
    }

    [Fact]
    public void Silo_WithDendrite_HasTheClientOfTheCluster()
    {
        using var host = BuildSilo(null, ("Dendrite:Backends:b:BaseAddress", "stub:"));
        Assert.Equal(["b"], host.Services.GetRequiredService<IBackends>().Names);
        Assert.Same(host.Services.GetRequiredService<ClusterDendriteClient>(), host.Services.GetRequiredService<IDendriteClient>());
    }

    /// <summary>The store in memory came with a serializer of its own, a second JSON library that every start had to compile.</summary>
    [Fact]
    public void Silo_WithoutAStore_KeepsStateByTheSerializerOfAllOtherStores()
    {
        using var host = BuildSilo(null);
        var store = host.Services.GetRequiredService<IOptionsMonitor<MemoryGrainStorageOptions>>().Get(StorageNames.Default);
        Assert.IsType<OrleansGrainStorageSerializer>(store.GrainStorageSerializer);
    }

    [Fact]
    public void Edge_ConfigurationWithFaults_AllAreNamedByTheirFullKeys()
    {
        var services = ServicesWith(("Dendrite:Heartbeat", "never"), ("Dendrite:Admin:Token", "short"), ("Dendrite:Monitor:MaxStreams", "0")).AddDendriteEdge();
        using var provider = services.BuildServiceProvider();
        var refusal = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<EdgeOptions>>().Value);
        AssertKeys(refusal, "Dendrite:Heartbeat", "Dendrite:Admin:Token", "Dendrite:Monitor:MaxStreams");
    }

    [Fact]
    public void Client_Configuration_IsTaken()
    {
        using var provider = ServicesWith(("Dendrite:Client:Server", "http://127.0.0.1:5080"), ("Dendrite:Client:SilenceLimit", "5s")).AddDendriteClient().BuildServiceProvider();
        var client = provider.GetRequiredService<DendriteClient>();
        Assert.Equal((new Uri("http://127.0.0.1:5080/_dendrite/client/v1/resources/"), TimeSpan.FromSeconds(5)), (client.Resources, client.SilenceLimit));
        Assert.Same(client, provider.GetRequiredService<IDendriteClient>());
    }

    [Fact]
    public void Client_Defaults_AreThoseOfTheClient()
    {
        using var client = new DendriteClient(new Uri("http://h"));
        var options = new DendriteClientOptions();
        Assert.Equal((null, client.SilenceLimit), (options.Server, options.SilenceLimit));
    }

    [Fact]
    public void Client_ConfigurationWithFaults_AllAreNamedByTheirFullKeys()
    {
        using var provider = ServicesWith(("Dendrite:Client:Server", "ftp://h"), ("Dendrite:Client:SilenceLimit", "5"), ("Dendrite:Client:Sever", "http://h"))
            .AddDendriteClient().BuildServiceProvider();
        var refusal = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<DendriteClient>());
        AssertKeys(refusal, "Dendrite:Client:Server", "Dendrite:Client:SilenceLimit", "Dendrite:Client:Sever");
    }

    [Fact]
    public void Client_WithoutServer_Refused()
    {
        using var provider = new ServiceCollection().AddDendriteClient(options => options.SilenceLimit = TimeSpan.Zero).BuildServiceProvider();
        var refusal = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<DendriteClient>());
        AssertKeys(refusal, "Dendrite:Client:Server", "Dendrite:Client:SilenceLimit");
    }

    private static void AssertKeys(OptionsValidationException refusal, params string[] keys) =>
        Assert.Equal(keys.Order(StringComparer.Ordinal), refusal.Failures.Select(fault => fault.Split(' ')[0]).Order(StringComparer.Ordinal));

    private static IHost BuildSilo(Action<DendriteOptions>? configure, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        builder.UseOrleans(silo => silo.UseLocalhostClustering().AddDendrite(configure));
        return builder.Build();
    }

    private static ServiceCollection ServicesWith(params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build());
        return services;
    }
}
