using Polly;

namespace Dendrite.Resilience.Services;

/// <summary>Every worker was busy and the queue was full; the call was refused at once and nothing was sent. Coming back later may help.</summary>
/// <param name="name">The service's name.</param>
public sealed class PoolFullException(string name) : ExecutionRejectedException($"The worker pool of service '{name}' is full.")
{
    /// <summary>The service's name.</summary>
    public string Name { get; } = name;
}
