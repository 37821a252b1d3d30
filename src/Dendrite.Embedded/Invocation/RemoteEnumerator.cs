using Orleans.CodeGeneration;

namespace Orleans.Runtime;

/// <summary>Each step of the enumeration is a turn of the grain; like Orleans's, it interleaves with the grain's requests.</summary>
internal sealed class RemoteEnumerator<T>(AsyncEnumerableRequest<T> request, GrainReference target, CancellationToken cancellationToken) : IAsyncEnumerator<T>
{
    private readonly CallRuntime _calls = target.Shared.CallRuntime;
    private readonly CancellationTokenSource _cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, request.GetCancellationToken());
    private GrainActivation? _activation;
    private IAsyncEnumerator<T>? _enumerator;
    private bool _disposed;

    public T Current { get; private set; } = default!;

    public async ValueTask<bool> MoveNextAsync()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _cancellation.Token.ThrowIfCancellationRequested();
        var more = false;
        await RunAsync(async activation =>
        {
            if (_enumerator is null)
            {
                request.SetTarget(activation);
                _enumerator = request.InvokeImplementation().GetAsyncEnumerator(_cancellation.Token);
            }
            more = await _enumerator.MoveNextAsync();
            if (more) Current = _calls.CopyResult(_enumerator.Current);
        });
        return more;
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        await _cancellation.CancelAsync();
        if (_enumerator is { } enumerator && _activation is { IsActive: true }) await RunAsync(async _ => await enumerator.DisposeAsync());
        _cancellation.Dispose();
    }

    private async Task RunAsync(Func<GrainActivation, Task> step)
    {
        if (_activation is null) _calls.Cluster.Locate(target.GrainId, _calls.Silo, out _activation);
        var work = new PendingWork("enumeration of " + request.GetMethodName(), step, _enumerator is null ? _calls.Cluster : null) { Options = InvokeMethodOptions.AlwaysInterleave, Values = RequestContext.Export(_calls.Copies) };
        _activation.Scheduler.Enqueue(work);
        try
        {
            await work.Done;
        }
        catch (OrleansMessageRejectionException e) when (_enumerator is not null)
        {
            throw new EnumerationAbortedException("Enumeration aborted: the grain was deactivated since enumeration begun.", e);
        }
    }
}
