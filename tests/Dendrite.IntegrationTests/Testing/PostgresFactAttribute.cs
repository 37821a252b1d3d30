namespace Dendrite.IntegrationTests.Testing;

/// <summary>A test that needs a PostgreSQL server's programs.</summary>
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.IsInstalled ? null : Prerequisite.Missing("initdb", "pg_ctl");
}
