namespace Dendrite.Diff;

/// <summary>What a document may cost before it is rejected with a <see cref="JsonFormatException"/>.</summary>
public sealed record JsonLimits
{
    /// <summary>The deepest nesting that any limit may allow: the differ recurses, and this much fits every thread's stack.</summary>
    public const int DeepestAllowed = 1024;

    /// <summary>The longest document that can be indexed, in bytes.</summary>
    public const int LongestAllowed = 1 << 30;

    /// <summary>The limits that apply where none are given.</summary>
    public static JsonLimits Default { get; } = new();

    /// <summary>How many arrays and objects may stand inside each other; 512 by default, 1 to <see cref="DeepestAllowed"/>.</summary>
    public int MaxDepth
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, DeepestAllowed);
            field = value;
        }
    } = 512;

    /// <summary>The length of a document in bytes; <see cref="LongestAllowed"/> by default, 1 to that.</summary>
    public int MaxBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, LongestAllowed);
            field = value;
        }
    } = LongestAllowed;
}
