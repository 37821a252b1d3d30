using System.Diagnostics.CodeAnalysis;

namespace Dendrite.Resilience.Caching;

/// <summary>One computation that many wait for. It is cancelled when the last of them goes away.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer holds nothing, and the last waiter may cancel it after the end.")]
internal sealed class Flight(CacheKey key)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource<object?> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _abandoned = new();
    private int _waiting = 1;

    /// <summary>What is computed.</summary>
    public CacheKey Key => key;

    /// <summary>The computations of the same cache that this one waits for now. Their cache locks it.</summary>
    public List<Flight> WaitsFor { get; } = [];

    /// <summary>The value, or the failure, when it is there.</summary>
    public Task<object?> Result => _result.Task;

    /// <summary>Cancelled when nobody waits any more.</summary>
    public CancellationToken Abandoned => _abandoned.Token;

    /// <summary>One more waits; false when all have gone already.</summary>
    public bool TryJoin()
    {
        lock (_lock)
        {
            if (_waiting == 0) return false;
            _waiting++;
            return true;
        }
    }

    /// <summary>One goes away before the end.</summary>
    /// <returns>Whether it was the last; then the computation is cancelled by <see cref="Abandon"/>.</returns>
    public bool Leave()
    {
        lock (_lock) return --_waiting == 0;
    }

    /// <summary>By which computations this one waits for another, itself included; null where it does not.</summary>
    public IEnumerable<Flight>? WayTo(Flight other)
    {
        if (ReferenceEquals(this, other)) return [this];
        foreach (var next in WaitsFor)
            if (next.WayTo(other) is { } way) return way.Prepend(this);
        return null;
    }

    public void Abandon() => _abandoned.Cancel();

    public void Succeed(object? value) => _result.TrySetResult(value);

    public void Fail(Exception exception)
    {
        _result.TrySetException(exception);
        // Nobody may be waiting; the failure was counted, and is not left for the finalizer to report.
        _ = _result.Task.Exception;
    }
}
