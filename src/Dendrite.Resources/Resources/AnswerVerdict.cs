namespace Dendrite.Resources;

/// <summary>What an answer is worth.</summary>
internal enum AnswerVerdict
{
    /// <summary>It is the document.</summary>
    Taken,

    /// <summary>It is older than what is known, of a replica that is behind.</summary>
    Older,

    /// <summary>It is so much smaller that it has to come twice.</summary>
    Unconfirmed,
}
