using Dendrite.Contracts.Guards;

namespace Dendrite.Grains.Guards;

/// <summary>What stands for the whole cluster until the next decision: stored before any silo hears of it, replaced whole.</summary>
[GenerateSerializer, Immutable, Alias("dendrite.BreakerDecision")]
internal sealed record BreakerDecision
{
    /// <summary>How many changes are remembered: so many that evidence brought about, and so many of operators.</summary>
    public const int History = 50;

    [Id(0)] public long Version { get; init; }

    [Id(1)] public CircuitState State { get; init; }

    [Id(2)] public string Reason { get; init; } = "";

    /// <summary>The operator who decided; empty where the evidence did.</summary>
    [Id(3)] public string By { get; init; } = "";

    [Id(4)] public DateTimeOffset? Since { get; init; }

    /// <summary>While open: when a probe is let through.</summary>
    [Id(5)] public DateTimeOffset? RetryAt { get; init; }

    /// <summary>While half-open: the silo that has the permit, and for how long.</summary>
    [Id(6)] public string? Holder { get; init; }

    [Id(7)] public DateTimeOffset? HolderUntil { get; init; }

    /// <summary>The latest changes, newest first.</summary>
    [Id(8)] public IReadOnlyList<BreakerChange> Changes { get; init; } = [];

    /// <summary>Why the last call failed that counted before it opened; empty while closed, and where nobody said.</summary>
    [Id(9)] public string Cause { get; init; } = "";

    /// <summary>The next decision, with the change recorded.</summary>
    public BreakerDecision To(CircuitState state, string reason, string by, DateTimeOffset now) => new()
    {
        Version = Version + 1,
        State = state,
        Reason = reason,
        By = by,
        Since = now,
        Changes = Remember(new BreakerChange(Version + 1, now, State, state, reason, by)),
    };

    /// <summary>A breaker that opens and closes all night must not push out who did what to it in the evening, so each kind drops its own oldest.</summary>
    private BreakerChange[] Remember(BreakerChange change)
    {
        var isOperators = change.By.Length > 0;
        var alike = 1;
        return [change, .. Changes.Where(c => c.By.Length > 0 != isOperators || alike++ < History)];
    }
}
