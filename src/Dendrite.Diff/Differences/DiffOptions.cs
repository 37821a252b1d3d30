namespace Dendrite.Diff;

/// <summary>How two documents are compared and how the difference is written.</summary>
public sealed record DiffOptions
{
    /// <summary>The options that apply where none are given.</summary>
    public static DiffOptions Default { get; } = new();

    /// <summary>
    /// The members that may identify an object in an array, in order of preference; by default <c>id</c>, <c>href</c>,
    /// <c>task_id</c>, <c>canonical_name</c>, <c>name</c>, <c>key</c>. One that begins with a slash is a JSON pointer from
    /// the item, such as <c>/metadata/uid</c>. A value identifies where it is a string or a number.
    /// A patch takes the first that every item has, each with another value, and looks for such a member itself where
    /// none of these is one; list events take in each item the first that it has.
    /// </summary>
    public IReadOnlyList<string> Keys { get; init; } = ["id", "href", "task_id", "canonical_name", "name", "key"];

    /// <summary>When two numbers count as the same; <see cref="NumberComparison.AsWritten"/> by default.</summary>
    public NumberComparison Numbers { get; init; } = NumberComparison.AsWritten;

    /// <summary>
    /// JSON pointers (RFC 6901) of values whose changes do not count, such as the time in each answer of a server; a
    /// token <c>*</c> stands for any member or item. Empty by default. What is sent for another reason may carry the new
    /// value of an ignored one.
    /// </summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>
    /// The JSON pointer of the only part that is compared; empty, the default, is the whole document. The pointers in the
    /// difference still begin at the document, so it applies to the document. Where one of the two documents has nothing
    /// at the pointer, the deepest value around it that both have is compared.
    /// </summary>
    public string Root { get; init; } = "";

    /// <summary>
    /// True where a patch names, in a <c>test</c> before each removal and replacement, the value that goes, so that
    /// <see cref="JsonPatcher.Invert"/> can turn it round; false by default. Such a patch may be larger than the document.
    /// </summary>
    public bool Invertible { get; init; }

    /// <summary>
    /// True where a patch may <c>copy</c> a value from elsewhere in the document if that is shorter than to send it;
    /// false by default, for the search reads the old document once more.
    /// </summary>
    public bool Copies { get; init; }
}
