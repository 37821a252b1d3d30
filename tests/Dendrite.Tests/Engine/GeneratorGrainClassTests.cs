using Dendrite.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Serialization.Configuration;

namespace Dendrite.Engine;

/// <summary>Orleans makes grains of generic classes; the embedded engine says that it doesn't.</summary>
[Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
public sealed class GeneratorGrainClassTests
{
    private interface IGenericGrain<T> : IGrainWithStringKey
    {
        Task TakeAsync(T value);
    }

    [Fact]
    public async Task SiloStart_GenericGrainClass_IsNamed()
    {
        using var host = Silo(typeof(Generic<>));
        var e = await Assert.ThrowsAsync<OrleansConfigurationException>(() => host.StartAsync());
        Assert.Contains(typeof(Generic<>).FullName!, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SiloStart_GenericGrainClassAsBase_IsAccepted()
    {
        using var host = Silo(typeof(Generic<>), typeof(Specific));
        await host.StartAsync();
        await host.StopAsync();
    }

    private static IHost Silo(params Type[] classes)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo => silo.UseLocalhostClustering(Ports.Free(), Ports.Free()));
        builder.Services.Configure<TypeManifestOptions>(options => options.InterfaceImplementations.UnionWith(classes));
        return builder.Build();
    }

    private class Generic<T> : Grain, IGenericGrain<T>
    {
        public Task TakeAsync(T value) => Task.CompletedTask;
    }

    private sealed class Specific : Generic<int>;
}
