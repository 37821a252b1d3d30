namespace Dendrite.Resources;

/// <summary>What to ask a backend for.</summary>
/// <param name="Path">The path below the base address, percent-encoded, without a leading slash.</param>
/// <param name="Query">The query without its question mark; may be empty.</param>
/// <param name="Validators">What the last answer said of its version; the backend may then answer "not modified".</param>
public sealed record PollRequest(string Path, string Query, Validators? Validators)
{
    /// <summary>Since when the document waits to be asked for, where the last poll was turned away as busy.</summary>
    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>Whether the last answer showed that the backend gives one validator to two documents: none of its validators means anything.</summary>
    public bool ValidatorsLied { get; init; }

    /// <summary>Whether the answer is to say where it came from and which links it has.</summary>
    internal bool WantsLinks { get; init; }

    /// <summary>What is known of the pages of the list that is asked for; null where nothing is.</summary>
    internal PageMemory? Pages { get; init; }

    /// <summary>The document that is known already; the same bytes need not be read again.</summary>
    internal ReadOnlyMemory<byte> Known { get; init; }
}
