using Polly;

namespace Dendrite.Resilience.Guards;

/// <summary>Every worker was busy and the queue was full; the call was refused at once and nothing was sent. Coming back later may help.</summary>
/// <param name="name">The guard's name.</param>
public sealed class PoolFullException(string name) : ExecutionRejectedException($"The worker pool of guard '{name}' is full.")
{
    /// <summary>The guard's name.</summary>
    public string Name { get; } = name;
}
