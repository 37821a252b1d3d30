using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Dendrite.IntegrationTests.Testing.LongestFirst", "Dendrite.IntegrationTests")]

namespace Dendrite.IntegrationTests.Testing;

/// <summary>Starts the collections that wait the longest first, so that none of them is left alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] First = [Cluster.SiloLossTests.Name, Cluster.PostgresTests.Name, nameof(Cli.ServeKilledTests), nameof(Cli.ServeSignalTests), nameof(WebConsole.ConsolePageTests)];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Array.FindIndex(First, name => collection.DisplayName.EndsWith(name, StringComparison.Ordinal)) is >= 0 and var index ? index : First.Length);
}
