namespace Dendrite.Resilience.Retries;

/// <summary>How the delay grows from one retry to the next.</summary>
public enum Backoff
{
    /// <summary>It doubles: d, 2d, 4d, …</summary>
    Exponential = 0,

    /// <summary>It grows by the same step: d, 2d, 3d, …</summary>
    Linear = 1,

    /// <summary>It stays the same.</summary>
    Constant = 2,
}
