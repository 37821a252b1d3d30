namespace Dendrite.Resilience.Aspects;

/// <summary>The asynchronous form of <see cref="JoinPoint{TArguments, TResult}"/>: function and filters may take their time.</summary>
/// <typeparam name="TArguments">All arguments: a tuple with names.</typeparam>
/// <typeparam name="TResult">The result.</typeparam>
public sealed class AsyncJoinPoint<TArguments, TResult> : IJoinPoint
{
    private volatile Func<TArguments, CancellationToken, ValueTask<TResult>> _function;

    internal AsyncJoinPoint(string name, Func<TArguments, CancellationToken, ValueTask<TResult>> function) => (Name, _function) = (name, function);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public Type ArgumentsType => typeof(TArguments);

    /// <inheritdoc/>
    public Type ResultType => typeof(ValueTask<TResult>);

    /// <summary>What arguments pass through before the function sees them.</summary>
    public FilterList<Func<TArguments, CancellationToken, ValueTask<TArguments>>> ArgumentFilters { get; } = new();

    /// <summary>What the result passes through before the caller sees it, with the arguments that the function saw.</summary>
    public FilterList<Func<TArguments, TResult, CancellationToken, ValueTask<TResult>>> ResultFilters { get; } = new();

    /// <summary>Calls the function through its filters, one after the other. What a filter throws reaches the caller.</summary>
    public async ValueTask<TResult> InvokeAsync(TArguments arguments, CancellationToken cancellationToken = default)
    {
        foreach (var filter in ArgumentFilters.Current) arguments = await filter(arguments, cancellationToken).ConfigureAwait(false);
        var result = await _function(arguments, cancellationToken).ConfigureAwait(false);
        foreach (var filter in ResultFilters.Current) result = await filter(arguments, result, cancellationToken).ConfigureAwait(false);
        return result;
    }

    internal void Advertise(Func<TArguments, CancellationToken, ValueTask<TResult>> function) => _function = function;
}
