namespace Orleans.Runtime;

/// <summary>Something that the engine itself asks of an activation, under the same rules as a request.</summary>
internal sealed class PendingWork(string description, Func<GrainActivation, Task> work, ClusterState? cluster) : PendingRequest
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Done => _done.Task;

    public override bool IsOver => _done.Task.IsCompleted;

    public override string Description => description;

    public CallDeadlines.Entry? Deadline { get; set; }

    public override void Start(GrainActivation activation)
    {
        if (_done.Task.IsCompleted) activation.Finish(this);
        else _ = RunAsync(activation);
    }

    public override void Fail(Exception exception)
    {
        if (_done.TrySetException(exception)) Deadline?.Remove();
    }

    protected override void Resend(GrainActivation from)
    {
        if (cluster is null)
        {
            base.Resend(from);
            return;
        }
        try
        {
            cluster.Locate(from.GrainId, null, out var activation);
            EngineMetrics.Forwarded();
            activation.Scheduler.Enqueue(this);
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    private async Task RunAsync(GrainActivation activation)
    {
        try
        {
            if (Values is not null) RequestContext.Values = Values;
            await work(activation).ConfigureAwait(false);
            _done.TrySetResult();
        }
        catch (Exception e)
        {
            activation.Failed(e);
            _done.TrySetException(e);
        }
        finally
        {
            Deadline?.Remove();
            activation.FinishOnTurn(this);
        }
    }
}
