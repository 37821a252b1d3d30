namespace Orleans.Runtime;

/// <summary>A call whose caller waits for a task.</summary>
internal sealed class PendingCall<T> : PendingRequest, ITargetedRequest
{
    private readonly TaskCompletionSource<T> _promise = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _task;
    private CancellationTokenRegistration _cancellation;

    public required CallRuntime Runtime { get; init; }

    public required GrainId Target { get; init; }

    public CancellationToken CallerToken { get; init; }

    public CallDeadlines.Entry? Deadline { get; set; }

    /// <summary>When it began, for its latency; 0 where nobody measures.</summary>
    public long Since { get; init; }

    public Task<T> Promise => _promise.Task;

    public override string Description => Describe(Target);

    public override bool IsOver => _promise.Task.IsCompleted;

    /// <summary>Before it is given to its activation: from now on the caller's token counts.</summary>
    public void HeedCancellation()
    {
        if (CallerToken.CanBeCanceled) _cancellation = CallerToken.UnsafeRegister(static state => ((PendingCall<T>)state!).Cancel(), this);
    }

    public override void Start(GrainActivation activation)
    {
        if (CallerToken.IsCancellationRequested) Drop();
        if (_promise.Task.IsCompleted)
        {
            activation.Finish(this);
            return;
        }
        Task task;
        try
        {
            Request!.SetTarget(activation);
            if (Values is not null) RequestContext.Values = Values;
            task = activation.Run(Request);
        }
        catch (Exception e)
        {
            task = Task.FromException<T>(e);
        }
        Track(task);
    }

    public override void Run(GrainActivation activation)
    {
        if (_task is null) base.Run(activation);
        else Complete();
    }

    /// <summary>
    /// In a turn: takes over a request that runs already. Its end is a turn of its own: the result is copied before the grain
    /// can change it, and what starts next doesn't start within the code that has ended it.
    /// </summary>
    public void Track(Task task)
    {
        _task = task;
        if (task.IsCompleted) Complete();
        else task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => Activation!.Scheduler.Enqueue(this));
    }

    public override void Fail(Exception exception) => End(_promise.TrySetException(exception));

    public override void Drop() => End(_promise.TrySetCanceled(CallerToken));

    protected override void Resend(GrainActivation from) => Runtime.Resend(this, Target);

    private void Complete()
    {
        var (activation, task) = (Activation!, _task!);
        if (task.IsFaulted) activation.Failed(task.Exception.InnerException);
        End(task.IsCanceled ? _promise.TrySetFromTask(task as Task<T> ?? CallRuntime.AsDefaultAsync<T>(task)) : task.IsFaulted ? _promise.TrySetException(task.Exception.InnerExceptions) : TrySetResult(task));
        activation.Finish(this);
    }

    private bool TrySetResult(Task task)
    {
        try
        {
            return _promise.TrySetResult(task is Task<T> typed ? Runtime.CopyResult(typed.Result) : default!);
        }
        catch (Exception e)
        {
            // The result can't be copied.
            return _promise.TrySetException(e);
        }
    }

    private void End(bool hasEnded)
    {
        if (!hasEnded) return;
        _cancellation.Unregister();
        Deadline?.Remove();
        RequestMetrics.Ended(Since);
    }

    /// <summary>The caller's token: it waits no longer, unless it wants the callee's own end, and the callee is told.</summary>
    private void Cancel()
    {
        if (!Runtime.WaitsForCancellation)
        {
            if (!_promise.TrySetCanceled(CallerToken)) return;
            End(hasEnded: true);
            RequestMetrics.WasCancelled(Target);
        }
        Activation!.Cancel(this);
    }
}
