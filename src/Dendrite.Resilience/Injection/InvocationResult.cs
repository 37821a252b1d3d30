using System.Reflection;

namespace Dendrite.Resilience.Injection;

/// <summary>The result of a delegate that is called with a list of values, awaited where it is a task.</summary>
internal static class InvocationResult
{
    public static async ValueTask<T> OfAsync<T>(Delegate function, object?[] values)
    {
        var result = function.Method.Invoke(function.Target, BindingFlags.DoNotWrapExceptions, null, values, null);
        switch (result)
        {
            case T value:
                return value;
            case Task<T> task:
                return await task.ConfigureAwait(false);
            case ValueTask<T> task:
                return await task.ConfigureAwait(false);
            case Task task:
                await task.ConfigureAwait(false);
                return default!;
            case ValueTask task:
                await task.ConfigureAwait(false);
                return default!;
            case null:
                return default!;
            default:
                throw new InvalidCastException($"'{FunctionName.Of(function.Method)}' gives a {result.GetType()}, not a {typeof(T)}.");
        }
    }
}
