using Orleans.Concurrency;

namespace Dendrite.Engine;

public interface IFlowGrain : IGrainWithStringKey
{
    Task<string?> ReadAsync(string key);

    Task<string?> ReadThroughAsync(IFlowGrain other, string key);

    Task SetAsync(string key, string value);

    Task<string> WaitAsync(CancellationToken cancellationToken);

    Task<string> WaitThroughAsync(IFlowGrain other, CancellationToken cancellationToken);

    Task<bool> CanBeCancelledAsync(CancellationToken cancellationToken = default);

    Task<string> WhereWasItCancelledAsync();

    [ResponseTimeout("00:00:01")]
    Task HangAsync(string gate);

    Task HangLongAsync(string gate);

    IAsyncEnumerable<int> CountAsync(int upTo, CancellationToken cancellationToken = default);

    IAsyncEnumerable<int> FailAfterAsync(int count);

    /// <summary>One element, and then nothing before the gate opens, whatever its token says.</summary>
    IAsyncEnumerable<int> StallAsync(string gate);

    Task LeaveAsync();
}

[Reentrant]
public sealed class FlowGrain : Grain, IFlowGrain
{
    private string _cancelled = "not";

    public Task<string?> ReadAsync(string key) => Task.FromResult(RequestContext.Get(key) as string);

    public Task<string?> ReadThroughAsync(IFlowGrain other, string key) => other.ReadAsync(key);

    public Task SetAsync(string key, string value)
    {
        RequestContext.Set(key, value);
        return Task.CompletedTask;
    }

    public async Task<string> WaitAsync(CancellationToken cancellationToken)
    {
        var scheduler = TaskScheduler.Current;
        _cancelled = "waiting";
        using var registration = cancellationToken.Register(() => _cancelled = TaskScheduler.Current == scheduler ? "on turn" : "elsewhere");
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return "never";
    }

    public Task<string> WaitThroughAsync(IFlowGrain other, CancellationToken cancellationToken) => other.WaitAsync(cancellationToken);

    public Task<bool> CanBeCancelledAsync(CancellationToken cancellationToken) => Task.FromResult(cancellationToken.CanBeCanceled);

    public Task<string> WhereWasItCancelledAsync() => Task.FromResult(_cancelled);

    public Task HangAsync(string gate) => Gates.Of(gate);

    public Task HangLongAsync(string gate) => Gates.Of(gate);

    public async IAsyncEnumerable<int> CountAsync(int upTo, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            for (var i = 1; i <= upTo; i++)
            {
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
                yield return i;
            }
        }
        finally
        {
            _cancelled = "disposed";
        }
    }

    public async IAsyncEnumerable<int> StallAsync(string gate)
    {
        try
        {
            yield return 1;
            await Gates.Of(gate);
        }
        finally
        {
            Gates.Open("left " + gate);
        }
    }

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<int> FailAfterAsync(int count)
    {
        for (var i = 1; i <= count; i++)
        {
            await Task.Yield();
            yield return i;
        }
        throw new InvalidOperationException("after " + count);
    }
}
