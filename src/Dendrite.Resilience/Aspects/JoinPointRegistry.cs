using System.Collections.Concurrent;

namespace Dendrite.Resilience.Aspects;

/// <summary>
/// Functions advertised under names, so that other code can put filters around them. Advertising a name again puts the new
/// function in the place of the old one and keeps the filters. Any thread may use it.
/// </summary>
/// <param name="capacity">The most names. Default 10,000; at least 1.</param>
public sealed class JoinPointRegistry(int capacity = 10_000)
{
    private readonly ConcurrentDictionary<string, IJoinPoint> _points = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly int _capacity = capacity >= 1 ? capacity : throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "At least 1.");

    /// <summary>The registry that is used where none is given.</summary>
    public static JoinPointRegistry Default { get; } = new();

    /// <summary>The join points, in the order of their names.</summary>
    public IReadOnlyList<IJoinPoint> JoinPoints => [.. _points.Values.OrderBy(p => p.Name, StringComparer.Ordinal)];

    /// <summary>Advertises a function.</summary>
    /// <returns>The join point: call the function through it.</returns>
    /// <exception cref="InvalidOperationException">The name stands for a function of other types, or the registry is full.</exception>
    public JoinPoint<TArguments, TResult> Advertise<TArguments, TResult>(string name, Func<TArguments, TResult> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var point = Find<JoinPoint<TArguments, TResult>>(name, () => new(name, function));
        point.Advertise(function);
        return point;
    }

    /// <summary>Advertises an asynchronous function.</summary>
    /// <returns>The join point: call the function through it.</returns>
    /// <exception cref="InvalidOperationException">The name stands for a function of other types, or the registry is full.</exception>
    public AsyncJoinPoint<TArguments, TResult> Advertise<TArguments, TResult>(string name, Func<TArguments, CancellationToken, ValueTask<TResult>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var point = Find<AsyncJoinPoint<TArguments, TResult>>(name, () => new(name, function));
        point.Advertise(function);
        return point;
    }

    /// <summary>The join point of a name.</summary>
    /// <exception cref="KeyNotFoundException">Nothing is advertised under it.</exception>
    /// <exception cref="InvalidOperationException">It has other types.</exception>
    public JoinPoint<TArguments, TResult> Get<TArguments, TResult>(string name) => Existing<JoinPoint<TArguments, TResult>>(name);

    /// <summary>The asynchronous join point of a name.</summary>
    /// <exception cref="KeyNotFoundException">Nothing is advertised under it.</exception>
    /// <exception cref="InvalidOperationException">It has other types.</exception>
    public AsyncJoinPoint<TArguments, TResult> GetAsync<TArguments, TResult>(string name) => Existing<AsyncJoinPoint<TArguments, TResult>>(name);

    private TPoint Existing<TPoint>(string name) where TPoint : IJoinPoint =>
        _points.TryGetValue(name, out var point) ? Typed<TPoint>(point) : throw new KeyNotFoundException($"Nothing is advertised under '{name}'.");

    private TPoint Find<TPoint>(string name, Func<TPoint> make) where TPoint : IJoinPoint
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        lock (_lock)
        {
            if (_points.TryGetValue(name, out var point)) return Typed<TPoint>(point);
            if (_points.Count >= _capacity) throw new InvalidOperationException($"The registry is full: it holds {_capacity} join points.");
            var made = make();
            _points[name] = made;
            return made;
        }
    }

    private static TPoint Typed<TPoint>(IJoinPoint point) where TPoint : IJoinPoint =>
        point is TPoint typed
            ? typed
            : throw new InvalidOperationException($"The join point '{point.Name}' takes {point.ArgumentsType} and gives {point.ResultType}.");
}
