using Dendrite.Protocol;

namespace Dendrite.Contracts.Resources;

/// <summary>Takes the events by which backends tell of changes themselves. Secrets and rules stay behind it.</summary>
public interface IPokes
{
    /// <summary>How large an event's body may be, in bytes; null where there is no backend of that name, in any case, or none that takes events.</summary>
    long? LimitOf(string backend);

    /// <summary>Checks an event and polls the resources that it means, in the whole cluster and in every scope, as soon as the backend's limits allow.</summary>
    /// <exception cref="ClusterException">The cluster does not answer for now; the event may come again.</exception>
    Task<PokeAnswer> ReceiveAsync(string backend, PokeEvent received, CancellationToken cancellationToken = default);
}

/// <summary>An event as it came.</summary>
/// <param name="Headers">Its headers, several of one name joined by commas; names without case.</param>
/// <param name="Body">Its body, byte for byte.</param>
public sealed record PokeEvent(IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body);

/// <summary>What became of an event.</summary>
public enum PokeVerdict
{
    /// <summary>It was taken.</summary>
    Taken,

    /// <summary>It was taken before, and has no effect.</summary>
    Replayed,

    /// <summary>No backend of that name takes events.</summary>
    Unknown,

    /// <summary>It has no signature in the backend's form.</summary>
    Unsigned,

    /// <summary>Its signature is of another secret or another body.</summary>
    WrongSignature,

    /// <summary>It is signed, at a time that is too far from now.</summary>
    Stale,

    /// <summary>It is signed, and its body is not JSON, which a rule needs.</summary>
    Malformed,
}

/// <summary>The answer to an event.</summary>
/// <param name="Verdict">What became of it.</param>
/// <param name="Resources">How many resources are polled for it.</param>
public sealed record PokeAnswer(PokeVerdict Verdict, int Resources = 0)
{
    /// <summary>How many rules it fulfils with a value that no path may hold, and which count for nothing.</summary>
    public int Skipped { get; init; }

    /// <summary>The word that its sender wants back; null where it asks for none.</summary>
    public string? Challenge { get; init; }

    /// <summary>What is wrong with the body, one sentence; null where nothing is.</summary>
    public string? Fault { get; init; }
}
