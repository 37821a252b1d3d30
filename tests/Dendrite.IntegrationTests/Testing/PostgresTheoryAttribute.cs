namespace Dendrite.IntegrationTests.Testing;

/// <summary>A theory that needs PostgreSQL's programs.</summary>
internal sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = new PostgresFactAttribute().Skip;
}
