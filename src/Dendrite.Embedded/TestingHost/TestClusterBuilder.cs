using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Orleans.TestingHost;

/// <summary>Makes test clusters.</summary>
public class TestClusterBuilder
{
    private readonly List<Action<IConfigurationBuilder>> _configurations = [];
    private readonly List<Action> _last = [];

    public TestClusterBuilder()
        : this(2)
    {
    }

    public TestClusterBuilder(short initialSilosCount) =>
        Options = new TestClusterOptions { InitialSilosCount = initialSilosCount, ClusterId = CreateClusterId(), ServiceId = Guid.NewGuid().ToString("N") };

    public TestClusterOptions Options { get; }

    public Dictionary<string, string?> Properties { get; } = [];

    public static string CreateClusterId() => "testcluster-" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);

    public TestClusterBuilder AddSiloBuilderConfigurator<T>()
        where T : new()
    {
        Require<T>(typeof(ISiloConfigurator), typeof(IHostConfigurator));
        Options.SiloBuilderConfiguratorTypes.Add(typeof(T).AssemblyQualifiedName);
        return this;
    }

    public TestClusterBuilder AddClientBuilderConfigurator<T>()
        where T : new()
    {
        Require<T>(typeof(IClientBuilderConfigurator), typeof(IHostConfigurator));
        Options.ClientBuilderConfiguratorTypes.Add(typeof(T).AssemblyQualifiedName);
        return this;
    }

    public TestClusterBuilder ConfigureHostConfiguration(Action<IConfigurationBuilder> configureDelegate)
    {
        _configurations.Add(configureDelegate);
        return this;
    }

    public TestClusterBuilder ConfigureBuilder(Action configureDelegate)
    {
        _last.Add(configureDelegate);
        return this;
    }

    public TestCluster Build()
    {
        foreach (var action in _last) action();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Properties);
        foreach (var action in _configurations) action(configuration);
        return new TestCluster(Options, [.. configuration.Sources]);
    }

    private static void Require<T>(params Type[] contracts)
    {
        if (!Array.Exists(contracts, c => c.IsAssignableFrom(typeof(T))))
            throw new ArgumentException($"The type {typeof(T)} is not assignable to any of {string.Join(", ", contracts.Select(c => c.Name))}.");
    }
}
