namespace Dendrite.Resources;

/// <summary>Where an answer came from, and the links that it has.</summary>
/// <param name="Address">The address that answered, after redirects; without the parameters that are configured.</param>
/// <param name="Fields">The lines of its field <c>Link</c>, unread.</param>
internal sealed record AnswerLinks(Uri Address, IReadOnlyList<string> Fields);
