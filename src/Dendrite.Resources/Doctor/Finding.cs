namespace Dendrite.Resources;

/// <summary>One thing that an examination found.</summary>
/// <param name="Kind">Its name, one of <see cref="FindingKinds.All"/>.</param>
/// <param name="Evidence">What was seen of it, with numbers and places; without credentials, queries and values of the document.</param>
/// <param name="Advice">What to do about it.</param>
internal sealed record Finding(string Kind, string Evidence, string Advice);

/// <summary>A kind of finding. Names are relied on by scripts: they are never changed, only added.</summary>
/// <param name="Name">Lower-case letters, digits and hyphens.</param>
/// <param name="Meaning">What it means, one sentence.</param>
/// <param name="Advice">What to do about it, one or two sentences.</param>
internal sealed record FindingKind(string Name, string Meaning, string Advice)
{
    /// <summary>It was found.</summary>
    public Finding Found(string evidence) => new(Name, evidence, Advice);
}
