using Dendrite.Protocol;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Dendrite.Hosting.Storage;

/// <summary>
/// One SQLite file in write-ahead mode behind one connection and one thread, which takes all that waits into one
/// transaction and answers after the commit. So a turn never blocks on the disk, and what was acknowledged is kept.
/// </summary>
internal sealed partial class StateFile : IDisposable
{
    /// <summary>How many requests may wait; more are refused, for a disk that is so far behind will not catch up.</summary>
    public const int QueueCapacity = 10_000;

    private const int RequestsPerCommit = 256;

    private readonly Queue<StateRequest> _queue = new();
    private readonly SqliteConnection _connection;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private bool _closing;
    private bool _refusing;

    /// <summary>Opens the file, makes it where there is none, and brings it to this program's version.</summary>
    /// <param name="path">The file; its directory exists.</param>
    /// <param name="durability">What a commit waits for.</param>
    /// <param name="logger">Told when the disk refuses, and when it takes writes again.</param>
    /// <exception cref="StateFileException">It cannot be used; it is left as it is.</exception>
    public StateFile(string path, StateDurability durability, ILogger logger)
    {
        Path = path;
        _logger = logger;
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        try
        {
            _connection.Open();
            // First, for the journal mode is written into the file, and one that is not ours stays as it is.
            StateSchema.Check(_connection, path);
            Set("journal_mode = wal");
            Set("synchronous = " + (durability == StateDurability.Power ? "full" : "normal"));
            StateSchema.Upgrade(_connection);
        }
        catch (SqliteException e)
        {
            _connection.Dispose();
            throw new StateFileException($"The state file {path} cannot be used: {SqliteFaults.Describe(e)}. It was left as it is.", e);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
        _thread = new Thread(Work) { IsBackground = true, Name = "Dendrite state file" };
        _thread.Start();
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Sets one of SQLite's pragmas. Before the first request, or in a test.</summary>
    internal void Set(string pragma)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "pragma " + pragma;
        command.ExecuteScalar();
    }

    /// <summary>Runs a request in the next transaction; the task ends after its commit, with the request's result or its exception.</summary>
    /// <exception cref="StorageException">The file refuses: the disk is full, say. Nothing was changed.</exception>
    public Task<T> RunAsync<T>(Func<SqliteConnection, T> request)
    {
        var waiting = new StateRequest<T>(request);
        lock (_queue)
        {
            ObjectDisposedException.ThrowIf(_closing, this);
            if (_queue.Count >= QueueCapacity) throw new StorageException($"The state file is {QueueCapacity} requests behind; the disk is too slow.");
            _queue.Enqueue(waiting);
            System.Threading.Monitor.Pulse(_queue);
        }
        return waiting.Task;
    }

    /// <summary>Does what waits, then closes the file.</summary>
    public void Dispose()
    {
        lock (_queue)
        {
            if (_closing) return;
            _closing = true;
            System.Threading.Monitor.Pulse(_queue);
        }
        _thread.Join();
        _connection.Dispose();
    }

    private void Work()
    {
        var batch = new List<StateRequest>(RequestsPerCommit);
        while (true)
        {
            lock (_queue)
            {
                while (_queue.Count == 0 && !_closing) System.Threading.Monitor.Wait(_queue);
                if (_queue.Count == 0) return;
                while (batch.Count < RequestsPerCommit && _queue.TryDequeue(out var request)) batch.Add(request);
            }
            Commit(batch);
            batch.Clear();
        }
    }

    /// <summary>One transaction for all; where it fails, one for each, so that nobody pays for another's damaged page or large document.</summary>
    private void Commit(List<StateRequest> batch)
    {
        // A read of an intact page says nothing about whether a write would be taken.
        var changes = SQLitePCL.raw.sqlite3_total_changes(_connection.Handle);
        try
        {
            using (var transaction = _connection.BeginTransaction(deferred: true))
            {
                foreach (var request in batch) request.Run(_connection);
                transaction.Commit();
            }
            foreach (var request in batch) request.Complete();
            if (!_refusing || SQLitePCL.raw.sqlite3_total_changes(_connection.Handle) == changes) return;
            _refusing = false;
            Log.Recovered(_logger, Path);
        }
        catch (SqliteException) when (batch.Count > 1)
        {
            foreach (var request in batch) Commit([request]);
        }
        catch (SqliteException e)
        {
            var what = SqliteFaults.Describe(e);
            if (!_refusing) Log.Refused(_logger, Path, what);
            _refusing = true;
            foreach (var request in batch) request.Fail(new StorageException($"State cannot be kept: {what}.", e));
        }
        catch (Exception e)
        {
            // The thread serves every grain, so a defect in one request must not end it.
            foreach (var request in batch) request.Fail(e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.StateFileRefused, LogLevel.Error, "The state file {Path} refuses: {Reason}. What depends on it is told; each later write tries again.")]
        public static partial void Refused(ILogger logger, string path, string reason);

        [LoggerMessage(EventIds.StateFileRecovered, LogLevel.Warning, "The state file {Path} takes writes again.")]
        public static partial void Recovered(ILogger logger, string path);
    }
}
