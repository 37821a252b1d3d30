namespace Dendrite.Resilience.Registries;

/// <summary>The place of one key, for as long as its registry lives: handles read it, so they follow every swap.</summary>
internal sealed class Slot(string key)
{
    private volatile object? _value;

    public string Key { get; } = key;

    public object? Value => _value;

    public object Required => _value ?? throw new NotRegisteredException(Key);

    public void Set(object? value) => _value = value;
}
