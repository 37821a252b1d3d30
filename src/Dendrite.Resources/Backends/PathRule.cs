namespace Dendrite.Resources;

/// <summary>What may be read of a backend, and how: the first rule of the list whose pattern matches decides.</summary>
public sealed record PathRule
{
    /// <summary>Which paths it is for.</summary>
    public required PathPattern Pattern { get; init; }

    /// <summary>The shortest interval between polls of these; null takes the backend's.</summary>
    public TimeSpan? MinInterval { get; init; }

    /// <summary>The longest interval between polls of these; null takes the backend's.</summary>
    public TimeSpan? MaxInterval { get; init; }

    /// <summary>The name of a guard of their own, with its breaker and its metrics; null takes the backend's. Rules of one name share it.</summary>
    public string? Guard { get; init; }
}
