namespace Dendrite.Resilience.Aspects;

/// <summary>
/// A function with filters around it. Argument filters run in order before it, each given all arguments and giving those
/// for the next; result filters run in order after it. Without filters the call is unchanged. Any thread may call it.
/// </summary>
/// <typeparam name="TArguments">All arguments: a tuple with names, such as <c>(int A, int B)</c>.</typeparam>
/// <typeparam name="TResult">The result.</typeparam>
public sealed class JoinPoint<TArguments, TResult> : IJoinPoint
{
    private volatile Func<TArguments, TResult> _function;

    internal JoinPoint(string name, Func<TArguments, TResult> function) => (Name, _function) = (name, function);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public Type ArgumentsType => typeof(TArguments);

    /// <inheritdoc/>
    public Type ResultType => typeof(TResult);

    /// <summary>What arguments pass through before the function sees them.</summary>
    public FilterList<Func<TArguments, TArguments>> ArgumentFilters { get; } = new();

    /// <summary>What the result passes through before the caller sees it, with the arguments that the function saw.</summary>
    public FilterList<Func<TArguments, TResult, TResult>> ResultFilters { get; } = new();

    /// <summary>Calls the function through its filters. What a filter throws reaches the caller.</summary>
    public TResult Invoke(TArguments arguments)
    {
        foreach (var filter in ArgumentFilters.Current) arguments = filter(arguments);
        var result = _function(arguments);
        foreach (var filter in ResultFilters.Current) result = filter(arguments, result);
        return result;
    }

    internal void Advertise(Func<TArguments, TResult> function) => _function = function;
}
