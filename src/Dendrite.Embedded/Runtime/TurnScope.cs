using System.Runtime.CompilerServices;

namespace Orleans.Runtime;

/// <summary>
/// Makes this thread run a turn of an activation: <see cref="RuntimeContext"/> and <see cref="TaskScheduler.Current"/> are
/// the activation's, so that what is awaited comes back to it, and nothing of the caller's flows in or of the turn's flows out.
/// </summary>
/// <remarks>
/// The base library has no way to set the current scheduler but to run a task on it, and a task for each call is what the
/// engine must not allocate. So each activation has one task that never runs and stands as "the task running now"
/// on the thread while a turn lasts.
/// </remarks>
internal readonly ref struct TurnScope
{
    private static readonly ExecutionContext Empty = CaptureEmpty();

    private readonly GrainActivation? _context;
    private readonly Task? _task;
    private readonly SynchronizationContext? _synchronization;
    private readonly ExecutionContext _execution;
    private readonly bool _flowsNot;

    private TurnScope(GrainActivation? activation)
    {
        _context = RuntimeContext.Current;
        RuntimeContext.Current = activation;
        ref var task = ref CurrentTask(null);
        _task = task;
        task = activation?.Scheduler.Marker;
        _synchronization = SynchronizationContext.Current;
        if (_synchronization is not null) SynchronizationContext.SetSynchronizationContext(null);
        _flowsNot = ExecutionContext.IsFlowSuppressed();
        if (_flowsNot) ExecutionContext.RestoreFlow();
        _execution = ExecutionContext.Capture()!;
        if (!ReferenceEquals(_execution, Empty)) ExecutionContext.Restore(Empty);
    }

    /// <summary>Whether the thread carries no flowing values, and therefore no request context.</summary>
    public static bool NothingFlows => ReferenceEquals(ExecutionContext.Capture(), Empty);

    /// <summary>Enters a turn of the activation, or, with null, leaves all grains behind until <see cref="Leave"/>.</summary>
    public static TurnScope Enter(GrainActivation? activation) => new(activation);

    /// <summary>In a turn: drops what the last piece of work has left to flow on.</summary>
    public static void ForgetFlow()
    {
        if (!ReferenceEquals(ExecutionContext.Capture(), Empty)) ExecutionContext.Restore(Empty);
    }

    public void Leave()
    {
        if (!ReferenceEquals(ExecutionContext.Capture(), _execution)) ExecutionContext.Restore(_execution);
        if (_flowsNot) ExecutionContext.SuppressFlow();
        if (_synchronization is not null) SynchronizationContext.SetSynchronizationContext(_synchronization);
        CurrentTask(null) = _task;
        RuntimeContext.Current = _context;
    }

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "t_currentTask")]
    private static extern ref Task? CurrentTask(Task? type);

    private static ExecutionContext CaptureEmpty()
    {
        ExecutionContext? empty = null;
        var thread = new Thread(() => empty = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return empty!;
    }
}
