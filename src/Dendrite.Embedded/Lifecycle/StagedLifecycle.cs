namespace Orleans.Runtime;

/// <summary>
/// Starts its observers stage by stage upwards, those of one stage together, and stops them downwards from the highest
/// stage that was begun. A start that fails ends the start; a stop that fails doesn't keep the others from stopping.
/// </summary>
internal class StagedLifecycle : ILifecycleSubject
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private int? _begun;

    public int HighestCompletedStage { get; private set; } = int.MinValue;

    public int LowestStoppedStage { get; private set; } = int.MaxValue;

    public bool IsEmpty => _entries.Count == 0;

    public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var entry = new Entry(this, observerName, stage, observer);
        lock (_lock) _entries.Add(entry);
        return entry;
    }

    public async Task OnStart(CancellationToken cancellationToken = default)
    {
        foreach (var stage in Stages(descending: false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            _begun = stage.Key;
            await Task.WhenAll(stage.Select(e => RunAsync(e.Observer.OnStart, cancellationToken)));
            HighestCompletedStage = stage.Key;
        }
    }

    public async Task OnStop(CancellationToken cancellationToken = default)
    {
        if (_begun is not { } highest) return;
        List<Exception>? failures = null;
        foreach (var stage in Stages(descending: true).Where(s => s.Key <= highest))
        {
            try
            {
                await Task.WhenAll(stage.Select(e => RunAsync(e.Observer.OnStop, cancellationToken)));
            }
            catch (Exception e)
            {
                (failures ??= []).Add(e);
            }
            LowestStoppedStage = stage.Key;
        }
        _begun = null;
        if (failures is not null) OnStopFailed(failures);
    }

    protected virtual void OnStopFailed(IReadOnlyList<Exception> failures)
    {
    }

    /// <summary>What is thrown at once is in the task, so that the others of the stage are begun, too.</summary>
    private static async Task RunAsync(Func<CancellationToken, Task> step, CancellationToken cancellationToken) => await step(cancellationToken);

    private List<IGrouping<int, Entry>> Stages(bool descending)
    {
        lock (_lock)
        {
            var stages = _entries.GroupBy(e => e.Stage);
            return [.. descending ? stages.OrderByDescending(s => s.Key) : stages.OrderBy(s => s.Key)];
        }
    }

    private sealed record Entry(StagedLifecycle Owner, string Name, int Stage, ILifecycleObserver Observer) : IDisposable
    {
        public void Dispose()
        {
            lock (Owner._lock) Owner._entries.Remove(this);
        }
    }
}
