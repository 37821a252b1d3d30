using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>
/// One SQLite file in write-ahead mode. One writer takes all that waits into one transaction and answers after the commit,
/// so what was acknowledged survives a crash at any instruction. A file that can't be read is reported and left as it is.
/// </summary>
internal sealed class SqliteDatabase : IAsyncDisposable
{
    private const int WritesPerCommit = 1000;

    private readonly SqliteConnection _writer;
    private readonly SqliteConnection _reader;
    private readonly Lock _reading = new();
    private readonly Channel<Write> _writes = Channel.CreateUnbounded<Write>(new() { SingleReader = true });
    private readonly Task _writing;
    private bool _isClosed;

    public SqliteDatabase(string connectionString)
    {
        SQLitePCL.Batteries_V2.Init();
        var settings = new SqliteConnectionStringBuilder(connectionString) { Pooling = false };
        (connectionString, Path) = (settings.ConnectionString, settings.DataSource);
        SqliteFile.Check(settings);
        try
        {
            if (System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path)) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
            _writer = Open(connectionString, "pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000;");
            Execute(_writer, Schema);
            SqliteFile.Examine(_writer, Path);
            _reader = Open(connectionString, "pragma busy_timeout = 5000; pragma query_only = 1;");
        }
        catch (SqliteException e)
        {
            _writer?.Dispose();
            throw new OrleansConfigurationException($"The database file {Path} can't be used: {e.Message}. It was left as it is.", e);
        }
        _writing = Task.Run(WriteAsync);
    }

    public string Path { get; }

    private static string Schema => """
        create table if not exists state (service text not null, name text not null, grain text not null, etag text not null, data blob, primary key (service, name, grain));
        create table if not exists reminder (service text not null, grain text not null, name text not null, start integer not null, period integer not null, primary key (service, grain, name));
        create table if not exists stream_event (sequence integer primary key autoincrement, provider text not null, stream text not null, item blob not null, type text not null, at integer not null);
        create index if not exists stream_event_by_stream on stream_event (provider, stream, sequence);
        create index if not exists stream_event_by_age on stream_event (provider, at);
        create table if not exists stream_subscription (provider text not null, id text not null, stream text not null, consumer text not null, position integer not null, primary key (provider, id));
        create index if not exists stream_subscription_by_stream on stream_subscription (provider, stream, position);
        create table if not exists stream_purged (provider text not null, stream text not null, sequence integer not null, at integer not null, primary key (provider, stream));
        """;

    /// <summary>Runs the change in the next transaction; the task ends when it is on disk.</summary>
    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> change)
    {
        var write = new Write<T>(change);
        ObjectDisposedException.ThrowIf(!_writes.Writer.TryWrite(write), this);
        return write.Done.Task;
    }

    public T Read<T>(Func<SqliteConnection, T> query)
    {
        lock (_reading)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            return query(_reader);
        }
    }

    public static void Execute(SqliteConnection connection, string sql, params (string Name, object? Value)[] parameters)
    {
        using var command = Command(connection, sql, parameters);
        command.ExecuteNonQuery();
    }

    [SuppressMessage("Security", "CA2100", Justification = "Every statement is a constant of this engine.")]
    public static SqliteCommand Command(SqliteConnection connection, string sql, params (string Name, object? Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    public async ValueTask DisposeAsync()
    {
        _writes.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
        _writer.Dispose();
        lock (_reading)
        {
            _isClosed = true;
            _reader.Dispose();
        }
    }

    private static SqliteConnection Open(string connectionString, string pragmas)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        Execute(connection, pragmas);
        return connection;
    }

    private async Task WriteAsync()
    {
        var batch = new List<Write>();
        while (await _writes.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (batch.Count < WritesPerCommit && _writes.Reader.TryRead(out var write)) batch.Add(write);
            Commit(batch);
            batch.Clear();
        }
    }

    /// <summary>All or none. A change that can't be written is refused alone, and the others are tried again without it.</summary>
    private void Commit(List<Write> batch)
    {
        while (batch.Count > 0)
        {
            Write? running = null;
            try
            {
                Execute(_writer, "begin immediate");
                foreach (var write in batch)
                {
                    running = write;
                    write.Run(_writer);
                }
                running = null;
                Execute(_writer, "commit");
                batch.ForEach(static write => write.Acknowledge());
                return;
            }
            catch (Exception e)
            {
                RollBack();
                if (running is null)
                {
                    batch.ForEach(write => write.Fail(e));
                    return;
                }
                running.Fail(e);
                batch.Remove(running);
            }
        }
    }

    /// <summary>A full disk, say, has rolled back already, and a second time is an error.</summary>
    private void RollBack()
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(_writer.Handle) != 0) return;
        try
        {
            Execute(_writer, "rollback");
        }
        catch (SqliteException)
        {
            // The file can't be written to at all. The next transaction says so, and this is tried again after it.
        }
    }

    private abstract class Write
    {
        public abstract void Run(SqliteConnection connection);

        public abstract void Acknowledge();

        public abstract void Fail(Exception exception);
    }

    private sealed class Write<T>(Func<SqliteConnection, T> change) : Write
    {
        private T? _result;
        private Exception? _refused;

        public TaskCompletionSource<T> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>A change that refuses, for a wrong etag say, must do so before it changes anything: the others of the batch are committed.</summary>
        public override void Run(SqliteConnection connection)
        {
            // What the attempt before has seen was rolled back.
            _refused = null;
            try
            {
                _result = change(connection);
            }
            catch (Exception e) when (e is not SqliteException)
            {
                _refused = e;
            }
        }

        public override void Acknowledge()
        {
            if (_refused is null) Done.TrySetResult(_result!);
            else Done.TrySetException(_refused);
        }

        public override void Fail(Exception exception) => Done.TrySetException(exception);
    }
}
