namespace Dendrite.Resilience.Services;

/// <summary>The call gave a result that was judged a failure. Only a fallback sees this.</summary>
/// <param name="name">The service's name.</param>
/// <param name="result">The result.</param>
public sealed class FailedResultException(string name, object? result) : Exception($"The service '{name}' gave a result that counts as a failure.")
{
    /// <summary>The result.</summary>
    public object? Result { get; } = result;
}
