using Orleans.Concurrency;

namespace Orleans.Runtime;

/// <summary>
/// How a grain is enumerated, and what call filters see of it: the calls of these methods, not the one of the grain's own
/// method. Which method and arguments are meant is in the second argument of the first call.
/// </summary>
public interface IAsyncEnumerableGrainExtension : IGrainExtension
{
    [AlwaysInterleave]
    ValueTask<(EnumerationResult Status, object? Value)> StartEnumeration<T>(Guid requestId, [Immutable] IAsyncEnumerableRequest<T> request) =>
        StartEnumeration(requestId, request, CancellationToken.None);

    [AlwaysInterleave]
    ValueTask<(EnumerationResult Status, object? Value)> StartEnumeration<T>(Guid requestId, [Immutable] IAsyncEnumerableRequest<T> request, CancellationToken cancellationToken);

    [AlwaysInterleave]
    ValueTask<(EnumerationResult Status, object? Value)> MoveNext<T>(Guid requestId) => MoveNext<T>(requestId, CancellationToken.None);

    [AlwaysInterleave]
    ValueTask<(EnumerationResult Status, object? Value)> MoveNext<T>(Guid requestId, CancellationToken cancellationToken);

    [AlwaysInterleave]
    ValueTask DisposeAsync(Guid requestId);
}
