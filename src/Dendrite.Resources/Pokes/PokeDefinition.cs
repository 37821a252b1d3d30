namespace Dendrite.Resources;

/// <summary>In which form a backend signs what it sends.</summary>
public enum PokeSigning
{
    /// <summary>GitHub's: <c>X-Hub-Signature-256: sha256=</c> and the HMAC-SHA256 of the body.</summary>
    GitHub,

    /// <summary>Stripe's: <c>Stripe-Signature: t=…,v1=…</c>, the HMAC-SHA256 of the time, a dot and the body.</summary>
    Stripe,

    /// <summary>Slack's: <c>X-Slack-Signature: v0=</c> and the HMAC-SHA256 of <c>v0:time:body</c>, with <c>X-Slack-Request-Timestamp</c>.</summary>
    Slack,
}

/// <summary>How a backend says that something has changed, and what is polled then. Every value has been validated.</summary>
public sealed record PokeDefinition
{
    /// <summary>The most rules that a backend has.</summary>
    public const int MostRules = 100;

    /// <summary>The largest <see cref="SizeLimit"/>, which is the largest event that GitHub sends.</summary>
    public const long LargestSize = 25_000_000;

    /// <summary>The form of the signature.</summary>
    public required PokeSigning Signature { get; init; }

    /// <summary>The secrets that a signature may be made with, the present one first, then the one before. They are in no log and no error.</summary>
    public required IReadOnlyList<string> Secrets { get; init; }

    /// <summary>Which events poke which paths; every rule that an event fulfils counts. 1 to <see cref="MostRules"/>.</summary>
    public required IReadOnlyList<PokeRule> Rules { get; init; }

    /// <summary>The least interval between polls of a resource whose backend tells of its changes. Default 5 minutes; above zero to 1 day.</summary>
    public TimeSpan SafetyInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long after a poke a resource's backend is believed to tell of the next change. Default 1 day; above zero to 30 days.</summary>
    public TimeSpan AliveFor { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The largest body in bytes. Default 1 MB (1,000,000); 1 to <see cref="LargestSize"/>.</summary>
    public long SizeLimit { get; init; } = 1_000_000;

    /// <summary>Equal settings, whatever objects hold them.</summary>
    public bool Equals(PokeDefinition? other) =>
        other is not null && Signature == other.Signature && SafetyInterval == other.SafetyInterval && AliveFor == other.AliveFor && SizeLimit == other.SizeLimit &&
        Secrets.SequenceEqual(other.Secrets) && Rules.SequenceEqual(other.Rules);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Signature, SafetyInterval, AliveFor, Rules.Count);

    /// <summary>What is wrong with it, each fault beginning with the setting; nothing where it can be used.</summary>
    internal IEnumerable<string> Faults()
    {
        if (!Enum.IsDefined(Signature)) yield return $"Signature is {Signature}; it is one of {string.Join(", ", Enum.GetNames<PokeSigning>())}.";
        if (Secrets.Count == 0 || Secrets.Any(string.IsNullOrEmpty)) yield return "Secret is missing; it is what the backend signs with.";
        if (Rules.Count is 0 or > MostRules) yield return $"Rules has {Rules.Count} rules; it has 1 to {MostRules}.";
        if (SafetyInterval <= TimeSpan.Zero || SafetyInterval > PollSchedule.LongestWait) yield return $"SafetyInterval is {SafetyInterval}; it is above zero, to {PollSchedule.LongestWait}.";
        if (AliveFor <= TimeSpan.Zero || AliveFor > TimeSpan.FromDays(30)) yield return $"AliveFor is {AliveFor}; it is above zero, to 30 days.";
        if (SizeLimit is < 1 or > LargestSize) yield return $"SizeLimit is {SizeLimit}; it is from 1 to {LargestSize}.";
    }
}
