using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>
/// A state and its storage. Operations run one after another in the order of the calls; writes that wait for the same
/// predecessor become one.
/// </summary>
internal sealed class PersistentState<TState>(string name, IGrainContext context, IGrainStorage storage) : IPersistentState<TState>
{
    private readonly GrainState<TState> _state = new(New());
    private Task _tail = Task.CompletedTask;
    private Task? _writeThatWaits;

    public TState State
    {
        get => _state.State!;
        set => _state.State = value;
    }

    public string? Etag => _state.ETag;

    public bool RecordExists => _state.RecordExists;

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public Task ReadStateAsync(CancellationToken cancellationToken) =>
        Enqueue(StorageOperation.Read, () => storage.ReadStateAsync(name, context.GrainId, _state, cancellationToken));

    public Task WriteStateAsync(CancellationToken cancellationToken)
    {
        if (_writeThatWaits is { } waiting && !cancellationToken.CanBeCanceled) return waiting;
        var last = _tail;
        var write = Enqueue(StorageOperation.Write, () =>
        {
            _writeThatWaits = null;
            return storage.WriteStateAsync(name, context.GrainId, _state, cancellationToken);
        });
        if (!last.IsCompleted && !cancellationToken.CanBeCanceled) _writeThatWaits = write;
        return write;
    }

    public Task ClearStateAsync(CancellationToken cancellationToken) =>
        Enqueue(StorageOperation.Clear, () => storage.ClearStateAsync(name, context.GrainId, _state, cancellationToken));

    private static TState New() => typeof(TState).IsValueType || typeof(TState) == typeof(string) || typeof(TState).GetConstructor(Type.EmptyTypes) is null
        ? default!
        : Activator.CreateInstance<TState>();

    private bool Count(StorageOperation what)
    {
        StorageMetrics.Failed(what, storage.GetType(), name, typeof(TState));
        return true;
    }

    private Task Enqueue(StorageOperation what, Func<Task> operation)
    {
        _writeThatWaits = null;
        return _tail = RunAsync(_tail, what, operation);
    }

    private async Task RunAsync(Task last, StorageOperation what, Func<Task> operation)
    {
        if (!last.IsCompleted) await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        using var activity = StorageMetrics.Begin(what, context.GrainId, storage.GetType(), name, typeof(TState));
        var since = TimeProvider.System.GetTimestamp();
        try
        {
            await operation();
            StorageMetrics.Stored(what, since, storage.GetType(), name, typeof(TState));
            if (_state.State is null && !_state.RecordExists) _state.State = New();
        }
        catch (Exception e) when (Count(what) && e is not (OrleansException or OperationCanceledException))
        {
            throw new OrleansException($"Error from storage provider {storage.GetType().Name} on {what} of state {name} of grain {context.GrainId}: {e.Message}", e);
        }
    }
}
