namespace Dendrite.Resilience.Guards;

/// <summary>The call gave a result that was judged a failure. Only a fallback sees this.</summary>
/// <param name="name">The guard's name.</param>
/// <param name="result">The result.</param>
public sealed class FailedResultException(string name, object? result) : Exception($"The guard '{name}' gave a result that counts as a failure.")
{
    /// <summary>The result.</summary>
    public object? Result { get; } = result;
}
