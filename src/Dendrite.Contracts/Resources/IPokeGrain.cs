using Dendrite.Protocol;

namespace Dendrite.Contracts.Resources;

/// <summary>Hands on what one backend tells of its changes; its key is the backend's name in lower case. It remembers lately taken events in memory, so that one that comes again has no effect.</summary>
[Alias("dendrite.IPokeGrain")]
public interface IPokeGrain : IGrainWithStringKey
{
    /// <summary>Tells every resource that is meant, wherever it is.</summary>
    /// <exception cref="ClusterException">No silo could be told; the event is not remembered.</exception>
    [Alias("Poke")]
    Task<PokeResult> PokeAsync(PokeOrder order, CancellationToken cancellationToken = default);
}

/// <summary>The resources of one silo, whose address is the key: the grain is on that silo and on no other.</summary>
[Alias("dendrite.ISiloResourcesGrain")]
public interface ISiloResourcesGrain : IGrainWithStringKey
{
    /// <summary>Tells the resources of this silo that their backend has told of a change on these paths; how many there are that are polled.</summary>
    [Alias("Tell")]
    Task<int> TellAsync(string backend, IReadOnlyList<string> patterns, CancellationToken cancellationToken = default);
}

/// <summary>One event whose signature is good.</summary>
/// <param name="Fingerprint">What it has again when it comes again; null where nobody can tell.</param>
/// <param name="Patterns">The patterns of the paths that it means.</param>
[GenerateSerializer, Immutable, Alias("dendrite.PokeOrder")]
public sealed record PokeOrder(
    [property: Id(0)] string? Fingerprint,
    [property: Id(1)] IReadOnlyList<string> Patterns);

/// <summary>What came of it.</summary>
/// <param name="IsReplay">Whether it was known, so that nothing was done.</param>
/// <param name="Resources">How many resources are polled for it.</param>
[GenerateSerializer, Immutable, Alias("dendrite.PokeResult")]
public sealed record PokeResult(
    [property: Id(0)] bool IsReplay,
    [property: Id(1)] int Resources);
