namespace Orleans.Runtime;

/// <summary>Options of an enumeration.</summary>
public static class AsyncEnumerableExtensions
{
    public static IAsyncEnumerable<T> WithBatchSize<T>(this IAsyncEnumerable<T> self, int maxBatchSize)
    {
        if (self is AsyncEnumerableRequest<T> request) request.MaxBatchSize = maxBatchSize;
        return self;
    }
}
