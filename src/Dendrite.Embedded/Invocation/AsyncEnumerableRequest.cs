using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A request whose method returns <see cref="IAsyncEnumerable{T}"/>: the grain runs when, and only as far as, its caller enumerates.</summary>
public abstract class AsyncEnumerableRequest<T> : RequestBase, IAsyncEnumerable<T>, IAsyncEnumerableRequest<T>
{
    /// <summary>Without meaning here: elements come one by one.</summary>
    public int MaxBatchSize { get; set; } = 100;

    internal GrainReference? TargetGrain { get; private set; }

    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => new RemoteEnumerator<T>(this, TargetGrain!, cancellationToken);

    public IAsyncEnumerable<T> InitializeRequest(GrainReference targetGrainReference)
    {
        TargetGrain = targetGrainReference;
        return this;
    }

    public override ValueTask<Response> Invoke() => throw new NotImplementedException($"{nameof(IAsyncEnumerable<T>)} requests can not be invoked directly");

    public IAsyncEnumerable<T> InvokeImplementation() => InvokeInner();

    protected abstract IAsyncEnumerable<T> InvokeInner();

    internal sealed override Task Start() => throw new NotImplementedException();

    internal sealed override Task RunFiltered(GrainActivation activation) => throw new NotImplementedException();
}
