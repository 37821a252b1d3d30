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

    /// <summary>What is ignored in their documents; null takes the backend's.</summary>
    public IReadOnlyList<string>? Ignore { get; init; }

    /// <summary>What never goes back in their documents; null takes the backend's.</summary>
    public string? Monotonic { get; init; }

    /// <summary>Below which share of the bytes a document is confirmed; null takes the backend's.</summary>
    public double? ConfirmShrink { get; init; }

    /// <summary>The name of a guard of their own, with its breaker and its metrics; null takes the backend's. Rules of one name share it.</summary>
    public string? Guard { get; init; }

    /// <summary>Whether the documents of these paths are polled as the backend's others are.</summary>
    internal bool SaysNothing => (MinInterval, MaxInterval, Ignore, Monotonic, ConfirmShrink) is (null, null, null, null, null);

    /// <summary>Equal settings, whatever objects hold them.</summary>
    public bool Equals(PathRule? other) =>
        other is not null && Pattern == other.Pattern && MinInterval == other.MinInterval && MaxInterval == other.MaxInterval && Guard == other.Guard &&
        Monotonic == other.Monotonic && ConfirmShrink == other.ConfirmShrink && (Ignore ?? []).SequenceEqual(other.Ignore ?? []) && Ignore is null == other.Ignore is null;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Pattern, MinInterval, MaxInterval, Guard);
}
