using Dendrite.IntegrationTests.Testing;

namespace Dendrite.IntegrationTests.Cluster;

/// <summary>The tests that share one PostgreSQL server, each with a database of its own.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresTests : ICollectionFixture<PostgresServer>
{
    public const string Name = "PostgreSQL";
}
