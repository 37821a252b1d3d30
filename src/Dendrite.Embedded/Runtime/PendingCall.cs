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

    public override string Description => $"{Request!.GetInterfaceName()}.{Request.GetMethodName()} to {Target}";

    public override void Start(GrainActivation activation)
    {
        if (_promise.Task.IsCompleted)
        {
            activation.Finish(this);
            return;
        }
        Task task;
        try
        {
            Request!.SetTarget(activation);
            if (CallerToken.CanBeCanceled) _cancellation = CallerToken.UnsafeRegister(static state => ((PendingCall<T>)state!).Cancel(), this);
            if (Values is not null) RequestContext.Values = Values;
            task = activation.Run(Request);
        }
        catch (Exception e)
        {
            task = Task.FromException<T>(e);
        }
        finally
        {
            RequestContext.Clear();
        }
        Track(activation, task);
    }

    /// <summary>Takes over a request that runs already.</summary>
    public void Track(GrainActivation activation, Task task)
    {
        _task = task;
        if (task.IsCompleted) Complete();
        else task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(Complete);
    }

    public override void Fail(Exception exception)
    {
        if (!_promise.TrySetException(exception)) return;
        Deadline?.Remove();
        RequestMetrics.Ended(Since);
    }

    public override void Forward(GrainActivation from) => Runtime.Resend(this, from);

    private void Complete()
    {
        var (activation, task) = (Activation!, _task!);
        _cancellation.Dispose();
        Deadline?.Remove();
        if (!_promise.Task.IsCompleted) RequestMetrics.Ended(Since);
        if (task.IsCanceled)
        {
            RequestMetrics.WasCancelled(Target);
            _promise.TrySetCanceled(CancellationOf(task));
        }
        else if (task.IsFaulted)
        {
            activation.Failed(task.Exception.InnerException);
            _promise.TrySetException(task.Exception.InnerExceptions);
        }
        else _promise.TrySetResult(task is Task<T> typed ? Runtime.CopyResult(typed.Result) : default!);
        activation.FinishOnTurn(this);
    }

    private void Cancel() => Activation?.Scheduler.Enqueue((Action)(() => Request?.TryCancel()));

    private static CancellationToken CancellationOf(Task task)
    {
        try
        {
            task.GetAwaiter().GetResult();
            return default;
        }
        catch (OperationCanceledException e)
        {
            return e.CancellationToken;
        }
    }
}
