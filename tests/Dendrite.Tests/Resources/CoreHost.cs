using System.Text;
using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>Hosts a core with values alone: what each outcome makes of it is committed at once.</summary>
internal sealed class CoreHost
{
    public const ResourceFormat EveryFormat = ResourceFormat.Patch | ResourceFormat.Merge | ResourceFormat.List | ResourceFormat.Snapshot | ResourceFormat.Auto;

    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly BackendDefinition Backend = new()
    {
        Name = "b",
        BaseAddress = new Uri("http://backend.invalid/"),
        MinInterval = TimeSpan.FromSeconds(1),
        MaxInterval = TimeSpan.FromSeconds(8),
        Public = true,
    };

    public CoreHost(StoredResource? stored = null, BackendDefinition? backend = null) => Core = new ResourceCore(backend ?? Backend, new Random(1), Start, stored);

    public ResourceCore Core { get; }

    public DateTimeOffset Now { get; set; } = Start;

    public ResourceFormat Formats { get; set; } = EveryFormat;

    public string Document => Core.Snapshot!.Document.ToString();

    public static StoredResource Stored(string json, long sequence = 7, string? tag = null) =>
        new(new Position(5, sequence), Encoding.UTF8.GetBytes(json), new Validators(tag, null));

    public static PollOutcome.Answered Answer(string json, string? tag = null, TimeSpan freshFor = default) =>
        new(Encoding.UTF8.GetBytes(json), new Validators(tag, null), freshFor);

    public static PollOutcome.Failed Failure(string reason, TimeSpan? retryAfter = null) => new(DendriteErrorCode.UpstreamStatus, reason, 500, retryAfter);

    public static PollOutcome.Failed Refusal(TimeSpan? retryAfter = null) => new(DendriteErrorCode.CircuitOpen, "open", null, retryAfter);

    public ResourceTransition Apply(PollOutcome outcome) => Core.Apply(outcome, Formats, Now);

    /// <summary>What listeners are told of an outcome.</summary>
    public IReadOnlyList<ResourceChanged> Take(PollOutcome outcome)
    {
        var transition = Apply(outcome);
        return transition.ToStore is null ? transition.Changes : Core.Commit(transition, Now);
    }

    public IReadOnlyList<ResourceChanged> Take(string json) => Take(Answer(json));
}
