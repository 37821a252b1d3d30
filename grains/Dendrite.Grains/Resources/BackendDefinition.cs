using Dendrite.Grains.Resilience;

namespace Dendrite.Grains.Resources;

/// <summary>One upstream API, as the configuration declares it. Every value has been validated.</summary>
public sealed record BackendDefinition
{
    /// <summary>The scheme of the built-in backend that needs no network; see <see cref="StubUpstream"/>.</summary>
    public const string StubScheme = "stub";

    /// <summary>The name under which clients address it: letters, digits, hyphen, dot and underscore.</summary>
    public required string Name { get; init; }

    /// <summary>What paths are appended to: an absolute http or https address that ends with a slash, or <c>stub:</c>.</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>Sent with each request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The shortest interval between polls of one resource; also how old a fetched document may be. Default 1 s.</summary>
    public TimeSpan MinInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest interval that a quiet resource slows down to; at least <see cref="MinInterval"/>. Default 30 s.</summary>
    public TimeSpan MaxInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long polling goes on after the last listener left. Default 30 s.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time for one request, from connecting to the last byte. Default 10 s.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest answer in bytes, after decompression. Default 20 MB (20,000,000).</summary>
    public long SizeLimit { get; init; } = 20_000_000;

    /// <summary>How many requests may be under way to this backend at once. Default 16.</summary>
    public int MaxConcurrency { get; init; } = 16;

    /// <summary>The member names that identify an item of a list, the first present counts.</summary>
    public IReadOnlyList<string> Keys { get; init; } = ["id", "href", "task_id", "canonical_name", "name", "key"];

    /// <summary>
    /// Media types that are taken for JSON, an answer without one always is; <c>*+json</c> is any type with that suffix.
    /// </summary>
    public IReadOnlyList<string> ContentTypes { get; init; } = ["application/json", "text/json", "*+json"];

    /// <summary>Whether anybody may read it without a login, and all share its answers. Default false.</summary>
    public bool Public { get; init; }

    /// <summary>When calls to it are suspended, by silo and in the whole cluster.</summary>
    public BreakerDefinition Breaker { get; init; } = new();
}
