namespace Orleans.Runtime;

/// <summary>The name of a state and of its storage.</summary>
public interface IPersistentStateConfiguration
{
    string StateName { get; }

    string? StorageName { get; }
}
