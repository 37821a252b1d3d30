using System.Reflection;
using System.Runtime.ExceptionServices;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>The caller's side of one enumeration. Each step is a turn of the grain; like Orleans's, it interleaves with the grain's requests.</summary>
internal sealed class RemoteEnumerator<T>(AsyncEnumerableRequest<T> request, GrainReference target, CancellationToken cancellationToken) : IAsyncEnumerator<T>
{
    private static readonly MethodInfo Start = Method(nameof(IAsyncEnumerableGrainExtension.StartEnumeration), 3).MakeGenericMethod(typeof(T));
    private static readonly MethodInfo Next = Method(nameof(IAsyncEnumerableGrainExtension.MoveNext), 2).MakeGenericMethod(typeof(T));
    private static readonly MethodInfo End = Method(nameof(IAsyncEnumerableGrainExtension.DisposeAsync), 1);

    private readonly CallRuntime _calls = target.CallRuntime;
    private readonly CancellationTokenSource _cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, request.GetCancellationToken());
    private readonly GrainEnumeration _enumeration = new();
    private readonly Guid _id = Guid.NewGuid();
    private GrainActivation? _activation;
    private bool _isStarted;
    private bool _isOver;
    private bool _disposed;

    public T Current { get; private set; } = default!;

    public async ValueTask<bool> MoveNextAsync()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_isOver) return false;
        _cancellation.Token.ThrowIfCancellationRequested();
        var (status, value) = await CallAsync(_isStarted ? MoveNext() : StartEnumeration());
        _isStarted = true;
        if ((status & EnumerationResult.Element) != 0)
        {
            Current = (T)value!;
            return true;
        }
        _isOver = true;
        if (status == EnumerationResult.Error) ExceptionDispatchInfo.Throw((Exception)value!);
        if (status == EnumerationResult.Canceled) throw new OperationCanceledException(_cancellation.Token);
        if (status == EnumerationResult.MissingEnumeratorError) throw Aborted(null);
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        _enumeration.Abandon();
        await _cancellation.CancelAsync();
        if (_enumeration.Activation is { IsActive: true })
        {
            try
            {
                await CallAsync(new EnumerationCall<object?>(_enumeration, End, static async (grain, arguments) =>
                {
                    await grain.DisposeAsync((Guid)arguments[0]);
                    return null;
                }, _id));
            }
            catch (Exception e)
            {
                _calls.Log.OneWayFailed($"the disposal of an enumeration of {request.GetMethodName()} to {target.GrainId}", e);
            }
        }
        _cancellation.Dispose();
    }

    private static MethodInfo Method(string name, int parameters) =>
        Array.Find(typeof(IAsyncEnumerableGrainExtension).GetMethods(), m => m.Name == name && m.GetParameters().Length == parameters)!;

    private static EnumerationAbortedException Aborted(Exception? e) => new("Enumeration aborted: the grain was deactivated since enumeration begun.", e!);

    /// <summary>The request is copied: it may be enumerated several times.</summary>
    private EnumerationCall<(EnumerationResult Status, object? Value)> StartEnumeration() => new(
        _enumeration,
        Start,
        static (grain, arguments) => grain.StartEnumeration((Guid)arguments[0], (IAsyncEnumerableRequest<T>)arguments[1], (CancellationToken)arguments[2]),
        _id, request.Copy(), _cancellation.Token);

    private EnumerationCall<(EnumerationResult Status, object? Value)> MoveNext() => new(
        _enumeration,
        Next,
        static (grain, arguments) => grain.MoveNext<T>((Guid)arguments[0], (CancellationToken)arguments[1]),
        _id, _cancellation.Token);

    private Task<TResult> CallAsync<TResult>(EnumerationCall<TResult> call) => _calls.HasOutgoingFilters
        ? _calls.FilterAsync<TResult>(target, call, async attempt => Response.FromResult(await SendAsync<TResult>(attempt)))
        : SendAsync<TResult>(call);

    private async Task<TResult> SendAsync<TResult>(RequestBase call)
    {
        if (_activation is null) _calls.Locate(target.GrainId, out _activation);
        TResult result = default!;
        var work = new PendingWork("enumeration of " + request.GetMethodName(), RunAsync, _isStarted ? null : _calls.Cluster) { Options = call.Options, Values = RequestContext.Export(_calls.Copies) };
        _activation.Scheduler.Enqueue(work);
        try
        {
            // One that is cancelled doesn't wait for the grain, and its end doesn't wait for what the grain still does.
            await work.Done.WaitAsync(_disposed ? CancellationToken.None : _cancellation.Token);
            return result;
        }
        catch (OrleansMessageRejectionException e) when (_isStarted)
        {
            throw Aborted(e);
        }

        async Task RunAsync(GrainActivation activation)
        {
            _activation = activation;
            call.SetTarget(activation);
            result = _calls.CopyResult(await (Task<TResult>)activation.Run(call));
        }
    }
}
