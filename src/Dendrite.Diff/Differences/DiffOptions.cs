namespace Dendrite.Diff;

/// <summary>How two documents are compared and how the difference is written.</summary>
public sealed record DiffOptions
{
    /// <summary>The options that apply where none are given.</summary>
    public static DiffOptions Default { get; } = new();

    /// <summary>
    /// The members that may identify an object in an array, the first that fits wins; by default <c>id</c>, <c>href</c>,
    /// <c>task_id</c>, <c>canonical_name</c>, <c>name</c>, <c>key</c>. A value identifies where it is a string or a number.
    /// </summary>
    public IReadOnlyList<string> Keys { get; init; } = ["id", "href", "task_id", "canonical_name", "name", "key"];

    /// <summary>When two numbers count as the same; <see cref="NumberComparison.AsWritten"/> by default.</summary>
    public NumberComparison Numbers { get; init; } = NumberComparison.AsWritten;
}
