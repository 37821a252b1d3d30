namespace Orleans.Runtime;

/// <summary>
/// One turn at a time for one activation. A caller that finds it idle takes the turn on its own thread; all else is
/// queued and drained on the thread pool.
/// </summary>
internal sealed class TurnScheduler : TaskScheduler, IWorkItemScheduler, IThreadPoolWorkItem
{
    private const int Idle = 0;
    private const int Busy = 1;
    private const int BusyWithMoreQueued = 2;
    private const int ItemsPerDrain = 64;

    private readonly GrainActivation _owner;
    private int _state;
    private Queue<object>? _queue;

    public TurnScheduler(GrainActivation owner)
    {
        _owner = owner;
        Marker = new Task(static () => { });
        Marker.Start(this);
    }

    /// <summary>A task of this scheduler that never runs; see <see cref="TurnScope"/>.</summary>
    public Task Marker { get; }

    public bool IsBusy => Volatile.Read(ref _state) != Idle;

    /// <summary>Takes the turn if nobody has it and nothing waits for it.</summary>
    public bool TryEnter() => Interlocked.CompareExchange(ref _state, Busy, Idle) == Idle;

    /// <summary>Gives back a turn taken with <see cref="TryEnter"/>.</summary>
    public void Exit()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Busy) != Busy) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    /// <summary>Queues a <see cref="Task"/>, a <see cref="TurnWork"/> or an <see cref="Action"/>.</summary>
    public void Enqueue(object work)
    {
        var queue = _queue ?? Interlocked.CompareExchange(ref _queue, new Queue<object>(), null) ?? _queue;
        lock (queue) queue.Enqueue(work);
        if (Interlocked.Exchange(ref _state, BusyWithMoreQueued) == Idle) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    void IThreadPoolWorkItem.Execute()
    {
        var scope = TurnScope.Enter(_owner);
        var count = 0;
        try
        {
            do
            {
                Interlocked.Exchange(ref _state, Busy);
                while (TryDequeue(out var work))
                {
                    Run(work);
                    if (++count < ItemsPerDrain) continue;
                    Interlocked.Exchange(ref _state, BusyWithMoreQueued);
                    ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                    return;
                }
            }
            while (Interlocked.CompareExchange(ref _state, Idle, Busy) != Busy);
        }
        finally
        {
            scope.Leave();
        }
    }

    void IWorkItemScheduler.QueueAction(Action action) => Enqueue(action);

    void IWorkItemScheduler.QueueTask(Task task) => task.Start(this);

    void IWorkItemScheduler.QueueAction(Action<object> action, object state) => Enqueue((Action)(() => action(state)));

    protected override void QueueTask(Task task)
    {
        if (!ReferenceEquals(task, Marker)) Enqueue(task);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ReferenceEquals(RuntimeContext.Current, _owner) && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        if (_queue is not { } queue) return [];
        lock (queue) return [.. queue.OfType<Task>()];
    }

    private bool TryDequeue(out object work)
    {
        work = null!;
        if (_queue is not { } queue) return false;
        lock (queue) return queue.TryDequeue(out work!);
    }

    private void Run(object work)
    {
        TurnScope.ForgetFlow();
        try
        {
            if (_owner.IsAbandoned)
            {
                _owner.FailAll();
                (work as TurnWork)?.Run(_owner);
                return;
            }
            switch (work)
            {
                case Task task:
                    TryExecuteTask(task);
                    break;
                case TurnWork turn:
                    turn.Run(_owner);
                    break;
                case Action action:
                    action();
                    break;
            }
        }
        catch (Exception e)
        {
            _owner.Silo.Log.TurnFailed(_owner.GrainId, e);
        }
    }
}
