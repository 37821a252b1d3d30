namespace Dendrite.Resilience.Breakers;

/// <summary>Who decided on the state of a <see cref="Breaker"/>.</summary>
public enum BreakerAuthority
{
    /// <summary>The breaker itself, by the calls that it saw.</summary>
    Local = 0,

    /// <summary>A person, or a program on a person's behalf.</summary>
    Operator = 1,

    /// <summary>Whoever governs the breakers of many processes. Holds for a lease; after it the breaker decides alone again.</summary>
    Cluster = 2,
}
