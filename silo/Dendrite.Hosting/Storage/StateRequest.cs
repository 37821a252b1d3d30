using Microsoft.Data.Sqlite;

namespace Dendrite.Hosting.Storage;

/// <summary>One request of a batch: run inside its transaction, completed after the commit.</summary>
internal abstract class StateRequest
{
    /// <summary>Runs it. A fault of SQLite ends the whole batch; any other is this request's own result.</summary>
    public abstract void Run(SqliteConnection connection);

    /// <summary>The batch is committed.</summary>
    public abstract void Complete();

    /// <summary>The batch is lost.</summary>
    public abstract void Fail(Exception e);
}

/// <inheritdoc/>
internal sealed class StateRequest<T>(Func<SqliteConnection, T> request) : StateRequest
{
    // A continuation on the file's thread would hold up every grain.
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;
    private Exception? _failure;

    public Task<T> Task => _done.Task;

    public override void Run(SqliteConnection connection)
    {
        // A second time, perhaps: what it found in a transaction that was rolled back does not count.
        _failure = null;
        try
        {
            _result = request(connection);
        }
        catch (Exception e) when (e is not SqliteException)
        {
            _failure = e;
        }
    }

    public override void Complete()
    {
        if (_failure is null) _done.SetResult(_result);
        else _done.SetException(_failure);
    }

    public override void Fail(Exception e) => _done.TrySetException(e);
}
