namespace Orleans.Runtime;

/// <summary>A request whose method returns <see cref="IAsyncEnumerable{T}"/>.</summary>
public interface IAsyncEnumerableRequest<T> : IRequest
{
    int MaxBatchSize { get; set; }

    IAsyncEnumerable<T> InvokeImplementation();
}
