using Dendrite.Diff;
using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>What one poll brought. A backend's failure is an outcome, not an exception.</summary>
public abstract record PollOutcome
{
    private PollOutcome()
    {
    }

    /// <summary>How long the poll had waited for a place among the requests to its backend before it was sent.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>How long it took from the question to the outcome, waiting included.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>What the answer said of how often may be asked; null where it said nothing.</summary>
    internal RateLimitReading? Limits { get; init; }

    /// <summary>Where the answer came from, and its links, where they were asked for.</summary>
    internal AnswerLinks? Links { get; init; }

    /// <summary>What is known of the pages of a list now, to be given with the next question; null where that is as it was.</summary>
    internal PageMemory? Pages { get; init; }

    /// <summary>What may be done with the document, where the outcome confirms one.</summary>
    public ReusePolicy Reuse { get; init; } = ReusePolicy.Free;

    /// <summary>The backend answered with a document.</summary>
    /// <param name="Document">The body; whether it is valid JSON has not been looked at.</param>
    /// <param name="Validators">How the answer names its version.</param>
    /// <param name="FreshFor">How long the backend asks not to be asked again; zero where it does not say.</param>
    public sealed record Answered(byte[] Document, Validators Validators, TimeSpan FreshFor) : PollOutcome
    {
        /// <summary>The document as it was read; null where nobody has yet.</summary>
        internal JsonIndex? Index { get; init; }

        /// <summary>What was mended in it, for people; one sentence each.</summary>
        internal IReadOnlyList<string> Notes { get; init; } = [];
    }

    /// <summary>The backend answered that the document is as it was.</summary>
    /// <param name="FreshFor">How long the backend asks not to be asked again; zero where it does not say.</param>
    public sealed record NotModified(TimeSpan FreshFor) : PollOutcome;

    /// <summary>There was no usable answer.</summary>
    /// <param name="Code">The class of failure.</param>
    /// <param name="Reason">What happened, for people; without credentials and without the body.</param>
    /// <param name="StatusCode">The HTTP status, where there was one.</param>
    /// <param name="RetryAfter">How long the backend asks to wait, where it says.</param>
    public sealed record Failed(DendriteErrorCode Code, string Reason, int? StatusCode = null, TimeSpan? RetryAfter = null) : PollOutcome;

    /// <summary>The backend's limit of requests allows none for now: it has said so, or it was not asked because it had. That is no failure, and says nothing of the document.</summary>
    /// <param name="Reason">What happened, for people.</param>
    /// <param name="StatusCode">The HTTP status; null where it was not asked.</param>
    /// <param name="RetryAfter">How long until it may be asked; null where it does not say.</param>
    public sealed record Throttled(string Reason, int? StatusCode, TimeSpan? RetryAfter) : PollOutcome
    {
        /// <summary>Since when it has been waiting; given with the next poll, it goes on waiting where it stood.</summary>
        public DateTimeOffset? Since { get; init; }
    }

    /// <summary>The poll was not sent: it found no place among the requests to its backend. That says nothing of the backend, and nothing of the document.</summary>
    /// <param name="Since">Since when it has been waiting; given with the next poll, it goes on waiting where it stood.</param>
    /// <param name="Reason">What happened, for people.</param>
    public sealed record Busy(DateTimeOffset Since, string Reason) : PollOutcome;
}
