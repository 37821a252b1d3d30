using Dendrite.IntegrationTests.Testing;
using Dendrite.Silo.Cluster;
using Microsoft.Data.Sqlite;

namespace Dendrite.IntegrationTests.Cluster;

/// <summary>The state of a single silo of the Orleans build, in SQLite.</summary>
public sealed class SqliteStateFileTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("a key")]
    [InlineData(null)]
    public Task State_WrittenReadAndCleared_ByItsVersions(string? key) => StateStatements.AssertVersionsAsync(Open(), key);

    [Fact]
    public Task State_ManyWithTheSameVersion_OneWins() => StateStatements.AssertOneWinsAsync(Open(), "contended");

    [Fact]
    public Task State_KeysThatDifferALittle_AreApart() => StateStatements.AssertKeysAreApartAsync(Open());

    [Fact]
    public async Task Initialize_Again_KeepsTheState()
    {
        await StateStatements.AssertOneWinsAsync(Open(), "kept");
        using var connection = new SqliteConnection(SqliteStateFile.Initialize(File));
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from dendrite_state";
        Assert.Equal(1L, command.ExecuteScalar());
    }

    private string File => Path.Combine(_folder.Path, "state.db");

    private StoredStatements Open()
    {
        var connectionString = SqliteStateFile.Initialize(File);
        return new StoredStatements(() => new SqliteConnection(connectionString));
    }
}
