namespace Dendrite.Resilience.Injection;

/// <summary>What a dependency is built for.</summary>
/// <param name="Target">The name of the function or type that needs it.</param>
/// <param name="Name">The parameter or property that it goes into.</param>
/// <param name="Type">The type that is needed.</param>
public sealed record DependencyRequest(string Target, string Name, Type Type);
