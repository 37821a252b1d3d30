namespace Dendrite.Resilience.Breakers;

/// <summary>What a finished call says about the health of what was called.</summary>
public enum CallVerdict
{
    /// <summary>It is well.</summary>
    Success = 0,

    /// <summary>It is not.</summary>
    Failure = 1,

    /// <summary>Nothing: the caller went away, or the request was at fault. A probe's permit is given back.</summary>
    Ignored = 2,
}
