namespace Dendrite.Engine;

/// <summary>Names the page of the Orleans documentation or the file of dotnet/orleans from which a conformance case takes its truth.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SourceAttribute(string where) : Attribute
{
    public string Where { get; } = where;
}
