namespace Dendrite.Resilience.Registries;

/// <summary>Nothing is registered under a key yet, or no longer. Using the handle again later may help.</summary>
/// <param name="key">The key.</param>
public sealed class NotRegisteredException(string key) : InvalidOperationException($"The key \"{key}\" has not yet been registered.")
{
    /// <summary>The key.</summary>
    public string Key { get; } = key;
}
