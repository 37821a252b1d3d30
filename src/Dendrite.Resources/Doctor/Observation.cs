namespace Dendrite.Resources;

/// <summary>What one exchange with an API showed: what was sent, what came, and how long it took. Nothing in it has been judged.</summary>
internal sealed record Observation
{
    /// <summary>When the request was sent.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How long it took to the last byte, redirects included.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>Who answered in the end.</summary>
    public required Uri Address { get; init; }

    /// <summary>What the request said of a version that is known; null where it asked for the whole document.</summary>
    public Validators? Sent { get; init; }

    /// <summary>The status; zero where there was no answer.</summary>
    public int Status { get; init; }

    /// <summary>The answer's fields.</summary>
    public ResponseFields Fields { get; init; } = new(new HttpResponseMessage());

    /// <summary>The body, unpacked; empty where there was none, and where the status makes it no document. Equal bodies of one examination are one array.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>How many bytes of the body were sent, packed as they were.</summary>
    public long Transferred { get; init; }

    /// <summary>Why there was no answer, or not all of it, to follow "the backend"; null where it was whole.</summary>
    public string? Failure { get; init; }

    /// <summary>A coding of the body that was not asked for; null where there was none.</summary>
    public string? StrangeCoding { get; init; }

    /// <summary>Whether the body is larger than is read.</summary>
    public bool IsTooLarge { get; init; }

    /// <summary>The redirects on the way, in their order.</summary>
    public IReadOnlyList<RedirectHop> Redirects { get; init; } = [];

    /// <summary>Why the last redirect was not followed; null where there was none, or it was.</summary>
    public string? RedirectRefusal { get; init; }

    /// <summary>When its last byte came.</summary>
    public DateTimeOffset Received => At + Took;
}

/// <summary>One redirect.</summary>
/// <param name="Status">301, 302, 303, 307 or 308.</param>
/// <param name="From">Who redirected.</param>
/// <param name="To">Where to; null where that is no address.</param>
internal sealed record RedirectHop(int Status, Uri From, Uri? To);
