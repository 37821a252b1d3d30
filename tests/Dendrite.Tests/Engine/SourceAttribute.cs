namespace Dendrite.Engine;

/// <summary>
/// Names the file of dotnet/orleans from which a conformance case takes its truth: a source file, a test, or a page of the
/// documentation with the heading below which it stands, in the form of a link to it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SourceAttribute(string where) : Attribute
{
    public string Where { get; } = where;
}
