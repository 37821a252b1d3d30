namespace Dendrite.Resilience.Registries;

/// <summary>One swap in a registry.</summary>
/// <param name="Key">The key.</param>
/// <param name="Before">What was registered; null for nothing.</param>
/// <param name="After">What is registered now; null for nothing.</param>
public sealed record RegistryChange(string Key, object? Before, object? After);
