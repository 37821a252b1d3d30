using Polly;

namespace Dendrite.Resilience.Breakers;

/// <summary>Too many calls were in flight; this one was refused at once and nothing was sent. Coming back later may help.</summary>
public sealed class LimitExceededException : ExecutionRejectedException
{
    /// <summary>Tells which limit was reached.</summary>
    public LimitExceededException(string name, int limit) : base($"The limiter '{name}' lets at most {limit} calls be in flight at once.") =>
        (Name, Limit) = (name, limit);

    /// <summary>The limiter's name.</summary>
    public string Name { get; }

    /// <summary>The most calls in flight at once.</summary>
    public int Limit { get; }
}
