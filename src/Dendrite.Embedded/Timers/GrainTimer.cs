using Orleans.CodeGeneration;

namespace Orleans.Runtime;

/// <summary>A tick is a request to the activation; the next is armed when it has ended.</summary>
internal sealed class GrainTimer : PendingRequest, IGrainTimer
{
    private readonly GrainActivation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _disposed = new();
    private readonly bool _keepAlive;
    private TimeSpan _dueTime;
    private TimeSpan _period;
    private bool _firing;
    private bool _changed;

    public GrainTimer(GrainActivation activation, Func<CancellationToken, Task> callback, bool interleave, bool keepAlive)
    {
        _activation = activation;
        _callback = callback;
        _keepAlive = keepAlive;
        Options = interleave ? InvokeMethodOptions.AlwaysInterleave : InvokeMethodOptions.None;
        using var noFlow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _timer = activation.Silo.Clocks.Grains.CreateTimer(static state => ((GrainTimer)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public override string Description => $"timer of {_activation.GrainId}";

    public override bool KeepsAlive => _keepAlive;

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Validate(dueTime, nameof(dueTime));
        Validate(period, nameof(period));
        _dueTime = dueTime;
        _period = period;
        if (_firing) _changed = true;
        else if (!_disposed.IsCancellationRequested) _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
    }

    public override void Start(GrainActivation activation) => _ = TickAsync();

    public override void Fail(Exception exception)
    {
    }

    /// <summary>It doesn't tick any more; nobody is told.</summary>
    public void Stop() => _timer.Dispose();

    public void Dispose()
    {
        if (_disposed.IsCancellationRequested) return;
        _timer.Dispose();
        _activation.RemoveTimer(this);
        try
        {
            _disposed.Cancel();
        }
        catch (Exception e)
        {
            // What the tick has registered with its token is none of the disposer's business.
            _activation.Silo.Log.TimerFailed(_activation.GrainId, e);
        }
    }

    private static void Validate(TimeSpan time, string name)
    {
        if (time == Timeout.InfiniteTimeSpan) return;
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(time.TotalMilliseconds, uint.MaxValue - 1, name);
    }

    private void Fire()
    {
        if (_disposed.IsCancellationRequested) return;
        _firing = true;
        _changed = false;
        _activation.Scheduler.Enqueue(this);
    }

    private async Task TickAsync()
    {
        try
        {
            if (!_disposed.IsCancellationRequested) await _callback(_disposed.Token);
        }
        catch (Exception e)
        {
            if (!_disposed.IsCancellationRequested) _activation.Silo.Log.TimerFailed(_activation.GrainId, e);
        }
        _firing = false;
        _activation.FinishOnTurn(this);
        if (!_disposed.IsCancellationRequested) _timer.Change(_changed ? _dueTime : _period, Timeout.InfiniteTimeSpan);
    }
}
