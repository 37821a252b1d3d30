namespace Dendrite.Resilience.Retries;

/// <summary>How chance spreads the delays of many callers, after "Exponential Backoff and Jitter" (AWS Architecture Blog, 2015).</summary>
public enum Jitter
{
    /// <summary>Anywhere between nothing and the delay. Spreads best.</summary>
    Full = 0,

    /// <summary>Between half the delay and all of it.</summary>
    Equal = 1,

    /// <summary>Between the base delay and three times the delay before, whatever the back-off.</summary>
    Decorrelated = 2,

    /// <summary>Exactly the delay. Callers that failed together come back together.</summary>
    None = 3,
}
