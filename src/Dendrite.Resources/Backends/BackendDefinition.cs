using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>One upstream API, as the configuration declares it. Every value has been validated.</summary>
public sealed record BackendDefinition
{
    /// <summary>The scheme of the built-in backend that needs no network; see <see cref="StubUpstream"/>.</summary>
    public const string StubScheme = "stub";

    /// <summary>The name under which clients address it, in any case: 1 to 64 letters, digits, dots, underscores and hyphens, the first a letter or a digit.</summary>
    public required string Name { get; init; }

    /// <summary>What paths are appended to: an absolute http or https address that ends with a slash, or <c>stub:</c>.</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>Sent with each request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Query parameters that are added to each request, unescaped, such as an API key. They are in no address, log, position or error, and go to no other origin.
    /// Where a client sends one of the same name, in any case, this counts. Default none.
    /// </summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>();

    /// <summary>The shortest interval between polls of one resource; also how old a fetched document may be. Default 1 s.</summary>
    public TimeSpan MinInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest interval that a quiet resource slows down to; at least <see cref="MinInterval"/>. Default 30 s.</summary>
    public TimeSpan MaxInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long polling goes on after the last listener left. Default 30 s.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a document stays stored after its last listener left. Default 7 days; at least 1 minute.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The time for one request, from connecting to the last byte; waiting for a place is not in it. Default 10 s.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest answer in bytes, after decompression. Default 20 MB (20,000,000).</summary>
    public long SizeLimit { get; init; } = 20_000_000;

    /// <summary>How many requests may be under way to this backend at once; further polls wait in turn, 30 s at most, and are then busy. Default 16.</summary>
    public int MaxConcurrency { get; init; } = 16;

    /// <summary>The member names that identify an item of a list, the first present counts.</summary>
    public IReadOnlyList<string> Keys { get; init; } = ["id", "href", "task_id", "canonical_name", "name", "key"];

    /// <summary>
    /// Media types that are taken for JSON, an answer without one always is; <c>*+json</c> is any type with that suffix.
    /// </summary>
    public IReadOnlyList<string> ContentTypes { get; init; } = ["application/json", "text/json", "*+json"];

    /// <summary>Whether anybody may read it without a login, and all share its answers. Default false.</summary>
    public bool Public { get; init; }

    /// <summary>
    /// What may be read, as rules in order, of which the first that matches decides; none lets every path through. A backend that is
    /// <see cref="Public"/> and sends <see cref="Headers"/> or <see cref="Query"/> has some: its credentials would read everything for everybody.
    /// </summary>
    public IReadOnlyList<PathRule> Paths { get; init; } = [];

    /// <summary>When calls to it are suspended, by silo and in the whole cluster.</summary>
    public BreakerDefinition Breaker { get; init; } = new();

    /// <summary>The longest freshness that an answer's <c>Cache-Control</c> or <c>Expires</c> is obeyed for (RFC 9111, section 4.2). Default 5 minutes; 0 to 1 day.</summary>
    public TimeSpan MaxFreshness { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest wait that a <c>Retry-After</c> or an <c>X-Poll-Interval</c> is obeyed for (RFC 9110, section 10.2.3). Default 1 day; 1 second to that.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = PollSchedule.LongestWait;

    /// <summary>
    /// The longest interval between polls of a resource that is gone (404, 410): it begins with <see cref="MaxInterval"/> and doubles with each poll. Where it is the
    /// shorter of the two, that counts. Default 5 minutes; above zero to 1 day.
    /// </summary>
    public TimeSpan GoneInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What a 204 means. Default that the document is as it was; without a document it is <see cref="DendriteErrorCode.UpstreamEmpty"/> either way.</summary>
    public NoContentMeaning NoContent { get; init; }

    /// <summary>Which redirects are followed. Default those within the same origin.</summary>
    public RedirectPolicy Redirects { get; init; } = RedirectPolicy.SameOrigin;

    /// <summary>The version of HTTP. Default HTTP/2 where it is offered with TLS.</summary>
    public HttpVersions HttpVersion { get; init; }

    /// <summary>How it is connected to.</summary>
    public ConnectionDefinition Connection { get; init; } = new();

    /// <summary>What is taken although it is no strict JSON.</summary>
    public LenientDefinition Lenient { get; init; } = new();

    /// <summary>Whether a document may be stored although its backend says <c>no-store</c>: its listeners resume after a restart. Default false.</summary>
    public bool KeepNoStore { get; init; }

    /// <summary>After how many answers "not modified" in a row the whole document is asked for, to see whether they are true. Default 50; at least 1.</summary>
    public int VerifyAfterPolls { get; init; } = 50;

    /// <summary>How long after the last whole document the next one is asked for, whatever is answered meanwhile. Default 10 minutes; above zero.</summary>
    public TimeSpan VerifyAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// JSON pointers (RFC 6901) of values whose changes alone are no change, such as the time of each answer; a token <c>*</c> stands for any member or item.
    /// A document that changes elsewhere, too, is passed on as it is. Default none.
    /// </summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>
    /// What never goes back from one document to the next: a JSON pointer to a number, or to a text that sorts, or <c>Last-Modified</c>. An answer with an
    /// older one is of a replica that is behind, and is dropped. Null for nothing.
    /// </summary>
    public string? Monotonic { get; init; }

    /// <summary>A document of fewer bytes than this share of the one before is taken only when it is so again, asked at once. Zero, the default, for never; up to 1.</summary>
    public double ConfirmShrink { get; init; }

    /// <summary>How much of the requests that the backend allows may be used, above 0 to 1; the rest is left to others who ask with the same credential. Default 1.</summary>
    public double LimitShare { get; init; } = 1;

    /// <summary>
    /// The paths, each with its query where it has one, that are polled whether anybody listens or not: who comes has the document and its history at once. At most
    /// <see cref="MostAlwaysOn"/>; default none.
    /// </summary>
    public IReadOnlyList<string> AlwaysOn { get; init; } = [];

    /// <summary>How many resources of a backend may be <see cref="AlwaysOn"/>.</summary>
    public const int MostAlwaysOn = 1000;

    /// <summary>How it says itself that something has changed; null where it does not.</summary>
    public PokeDefinition? Pokes { get; init; }

    /// <summary>Equal settings, whatever objects hold them.</summary>
    public bool Equals(BackendDefinition? other) =>
        other is not null && Name == other.Name && BaseAddress == other.BaseAddress && MinInterval == other.MinInterval && MaxInterval == other.MaxInterval &&
        Linger == other.Linger && Retention == other.Retention && TimeLimit == other.TimeLimit && SizeLimit == other.SizeLimit && MaxConcurrency == other.MaxConcurrency && Public == other.Public &&
        MaxFreshness == other.MaxFreshness && MaxRetryAfter == other.MaxRetryAfter && GoneInterval == other.GoneInterval && NoContent == other.NoContent && Redirects == other.Redirects &&
        HttpVersion == other.HttpVersion && Connection == other.Connection && Lenient == other.Lenient && KeepNoStore == other.KeepNoStore && VerifyAfterPolls == other.VerifyAfterPolls && VerifyAfter == other.VerifyAfter &&
        LimitShare == other.LimitShare && Monotonic == other.Monotonic && ConfirmShrink == other.ConfirmShrink && Ignore.SequenceEqual(other.Ignore) && AlwaysOn.SequenceEqual(other.AlwaysOn) &&
        Pokes == other.Pokes &&
        Breaker == other.Breaker && Paths.SequenceEqual(other.Paths) && Keys.SequenceEqual(other.Keys) && ContentTypes.SequenceEqual(other.ContentTypes) &&
        HeaderRules.AreSame(Headers, other.Headers) && HeaderRules.AreSame(Query, other.Query);

    /// <summary>Whether the backend sees the same caller: the headers and the parameters, those of all paths.</summary>
    internal bool HasSameCredentials(BackendDefinition other) =>
        HeaderRules.AreSame(Headers, other.Headers) && HeaderRules.AreSame(Query, other.Query) &&
        Paths.Count == other.Paths.Count && Paths.Zip(other.Paths).All(pair => pair.First.HasSameHeaders(pair.Second));

    /// <summary>Whether the documents of a path (<see cref="At"/>) are asked for in the same words, of which the same validators come back.</summary>
    internal bool AsksAs(BackendDefinition other) =>
        HeaderRules.AreSame(Headers, other.Headers) && HeaderRules.AreSame(Query, other.Query) && (Rule is { } rule ? rule.AsksAs(other.Rule) : other.Rule is null || other.Rule.AsksAs(null));

    /// <summary>The rule that this was made by; null where it is the backend itself.</summary>
    internal PathRule? Rule { get; init; }

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, BaseAddress);

    /// <summary>What is wrong with it, each fault beginning with the setting; nothing where it can be used.</summary>
    public IEnumerable<string> Faults()
    {
        if (!BackendName.IsName(Name)) yield return $"Name is '{Name}'; {BackendName.Form}.";
        else if (Name.Equals(BackendName.Own, StringComparison.OrdinalIgnoreCase)) yield return $"Name is '{Name}', which is Dendrite's own.";
        if (BaseAddress.Scheme != StubScheme && (!BaseAddress.IsAbsoluteUri || BaseAddress.Scheme is not ("http" or "https") || !BaseAddress.AbsoluteUri.EndsWith('/')))
            yield return $"BaseAddress is '{BaseAddress}'; it is an absolute http or https address that ends with a slash, or stub:.";
        if (MinInterval <= TimeSpan.Zero) yield return $"MinInterval is {MinInterval}; it is above zero.";
        if (MaxInterval < MinInterval) yield return $"MaxInterval is {MaxInterval}, shorter than MinInterval, {MinInterval}.";
        if (Linger < TimeSpan.Zero) yield return $"Linger is {Linger}; it is not negative.";
        if (Retention < TimeSpan.FromMinutes(1)) yield return $"Retention is {Retention}; it is at least one minute.";
        if (TimeLimit <= TimeSpan.Zero) yield return $"TimeLimit is {TimeLimit}; it is above zero.";
        if (SizeLimit < 1) yield return $"SizeLimit is {SizeLimit}; it is at least 1.";
        if (MaxConcurrency < 1) yield return $"MaxConcurrency is {MaxConcurrency}; it is at least 1.";
        if (MaxFreshness < TimeSpan.Zero || MaxFreshness > PollSchedule.LongestWait) yield return $"MaxFreshness is {MaxFreshness}; it is from 0 to {PollSchedule.LongestWait}.";
        if (MaxRetryAfter < TimeSpan.FromSeconds(1) || MaxRetryAfter > PollSchedule.LongestWait) yield return $"MaxRetryAfter is {MaxRetryAfter}; it is from 1 second to {PollSchedule.LongestWait}.";
        if (GoneInterval <= TimeSpan.Zero || GoneInterval > PollSchedule.LongestWait) yield return $"GoneInterval is {GoneInterval}; it is above zero, to {PollSchedule.LongestWait}.";
        if (VerifyAfterPolls < 1) yield return $"VerifyAfterPolls is {VerifyAfterPolls}; it is at least 1.";
        if (VerifyAfter <= TimeSpan.Zero) yield return $"VerifyAfter is {VerifyAfter}; it is above zero.";
        foreach (var pointer in Ignore)
            if (AnswerGuard.FaultOfPointer(pointer) is { } wrong) yield return $"Ignore has '{pointer}', {wrong}.";
        if (Monotonic is { } mark && AnswerGuard.FaultOfMark(mark) is { } odd) yield return $"Monotonic is '{mark}', {odd}.";
        if (LimitShare is not (> 0 and <= 1)) yield return $"LimitShare is {LimitShare}; it is above 0, to 1.";
        if (ConfirmShrink is not (>= 0 and <= 1)) yield return $"ConfirmShrink is {ConfirmShrink}; it is from 0 to 1.";
        if (Connection.Lifetime < TimeSpan.FromSeconds(1) || Connection.Lifetime > PollSchedule.LongestWait) yield return $"Connection:Lifetime is {Connection.Lifetime}; it is from 1 second to {PollSchedule.LongestWait}.";
        if (Connection.Certificate is { HasPrivateKey: false }) yield return "Connection:Certificate has no private key.";
        foreach (var (name, value) in Headers)
            if (HeaderRules.FaultOf(name, value) is { } fault) yield return $"Headers:{name} {fault}.";
        foreach (var fault in Pokes?.Faults() ?? []) yield return $"Pokes:{fault}";
        foreach (var (name, value) in Query)
            if (QueryText.FaultOf(name, value) is { } fault) yield return $"Query:{name} {fault}.";
        if (IsOpenToAll) yield return OpenToAll;
        foreach (var path in AlwaysOn)
            if (FaultOfAlwaysOn(path) is { } unread) yield return $"AlwaysOn has '{path}', {unread}.";
        if (AlwaysOn.Count > MostAlwaysOn) yield return $"AlwaysOn has {AlwaysOn.Count} paths; there are at most {MostAlwaysOn}.";
        for (var i = 0; i < Paths.Count; i++)
        {
            if (Paths[i].Guard is { } guard && !BackendName.IsName(guard)) yield return $"Paths:{i}:Guard is '{guard}'; {BackendName.Form}.";
            var (least, most) = IntervalsOf(Paths[i]);
            if (least <= TimeSpan.Zero) yield return $"Paths:{i}:MinInterval is {least}; it is above zero.";
            if (most < least) yield return $"Paths:{i}:MaxInterval is {most}, shorter than MinInterval, {least}.";
            foreach (var fault in Paths[i].Faults()) yield return $"Paths:{i}:{fault}";
        }
    }

    /// <summary>How the documents of a path are polled: this, with what the rule of the path says otherwise.</summary>
    /// <param name="path">A canonical path.</param>
    /// <exception cref="InvalidRequestException">No rule lets it through.</exception>
    public BackendDefinition At(string path)
    {
        if (Paths.Count == 0) return this;
        var rule = RuleOf(path) ?? throw new InvalidRequestException(DendriteErrorCode.PathNotAllowed, Refusal(path));
        var (least, most) = IntervalsOf(rule);
        return rule.SaysNothing ? this
            : this with { Rule = rule, MinInterval = least, MaxInterval = most, Ignore = rule.Ignore ?? Ignore, Monotonic = rule.Monotonic ?? Monotonic, ConfirmShrink = rule.ConfirmShrink ?? ConfirmShrink };
    }

    /// <summary>The addresses of <see cref="AlwaysOn"/>.</summary>
    /// <exception cref="InvalidRequestException">One is none; see <see cref="Faults"/>.</exception>
    public IEnumerable<ResourceAddress> AlwaysOnAddresses => AlwaysOn.Select(AddressOf);

    /// <summary>Why a path can't be polled; null where it can.</summary>
    internal string? FaultOfAlwaysOn(string path)
    {
        try
        {
            var address = AddressOf(path);
            _ = ListenOptions.Take(address.Query, out var query);
            return query != address.Query ? $"with an option of Dendrite's; those are for who listens"
                : Paths.Count > 0 && RuleOf(address.Path) is null ? "which no rule of Paths lets through" : null;
        }
        catch (InvalidRequestException e)
        {
            return $"which is no path below the base address: {e.Message.TrimEnd('.')}";
        }
    }

    private ResourceAddress AddressOf(string path) => ResourceAddress.Parse($"{Name}/{path.TrimStart('/')}");

    /// <summary>The first rule that matches; null where none does.</summary>
    internal PathRule? RuleOf(string path) => Paths.FirstOrDefault(rule => rule.Pattern.Matches(path));

    /// <summary>What somebody is told whose path no rule lets through. The rules are the operator's matter.</summary>
    internal string Refusal(string path) => $"The path '{path}' of backend '{Name}' may not be read: no rule of its Paths lets it through.";

    /// <summary>The names of the guards that rules have of their own.</summary>
    internal IEnumerable<string> GuardNames => Paths.Select(rule => rule.Guard).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>The keys of its guards: its own first, then those of its rules.</summary>
    public IReadOnlyList<GuardKey> GuardKeys => [new GuardKey(Name), .. GuardNames.Select(rule => new GuardKey(Name, rule))];

    /// <summary>What is wrong where credentials are sent for everybody.</summary>
    internal const string OpenToAll =
        "Paths is missing: the backend is public and sends Headers or Query, with which anybody could read every path; list what may be read, such as [\"repos/**\"], or say [\"**\"].";

    internal bool IsOpenToAll => Public && Headers.Count + Query.Count > 0 && Paths.Count == 0;

    private (TimeSpan Least, TimeSpan Most) IntervalsOf(PathRule rule)
    {
        var least = rule.MinInterval ?? (rule.MaxInterval < MinInterval ? rule.MaxInterval.Value : MinInterval);
        // Who sets only the shorter of the two beyond the other means both, and the other way round.
        return (least, rule.MaxInterval ?? (least > MaxInterval ? least : MaxInterval));
    }
}
