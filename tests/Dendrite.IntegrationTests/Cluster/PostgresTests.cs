using Dendrite.IntegrationTests.Testing;

namespace Dendrite.IntegrationTests.Cluster;

/// <summary>The tests that share one PostgreSQL server, each with a database of its own.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresTests : ICollectionFixture<PostgresServer>
{
    public const string Name = "PostgreSQL";
}

/// <summary>The tests that lose silos, which take long: beside the others, with a server of their own.</summary>
[CollectionDefinition(Name)]
public sealed class SiloLossTests : ICollectionFixture<PostgresServer>
{
    public const string Name = "Silos that are lost";
}
