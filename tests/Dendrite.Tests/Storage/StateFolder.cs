using System.Collections.Concurrent;
using Dendrite.Hosting.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Serialization;
using Orleans.Storage;

namespace Dendrite.Storage;

/// <summary>A directory of the test's own for a state file, and what was logged about it.</summary>
internal sealed class StateFolder : ILogger, IDisposable
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    private readonly ConcurrentQueue<string> _log = new();

    public string Path { get; } = Directory.CreateTempSubdirectory("dendrite-test-").FullName;

    public string File => System.IO.Path.Combine(Path, "dendrite.db");

    public IReadOnlyList<string> Log => [.. _log];

    public StateFile Open(StateDurability durability = StateDurability.Process) => new(File, durability, this);

    public static StateFileGrainStorage StorageIn(StateFile file) =>
        new(file, new OrleansGrainStorageSerializer(Services.GetRequiredService<Serializer>()), TimeProvider.System);

    /// <summary>Runs SQL on a file that no server has open, and gives the first value.</summary>
    public object? Sql(string sql, string? file = null)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file ?? File, Pooling = false }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _log.Enqueue(formatter(state, exception));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
