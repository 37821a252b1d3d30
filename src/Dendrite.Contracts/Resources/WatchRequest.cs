using Dendrite.Protocol;

namespace Dendrite.Contracts.Resources;

/// <summary>Opens a watch: while its enumeration is open the resource polls and tells it every change. There is no other lease.</summary>
/// <param name="Watch">Names the watch; a second one of the same name takes the place of the first.</param>
/// <param name="Formats">The set of formats in which the updates are wanted.</param>
[GenerateSerializer, Immutable, Alias("dendrite.WatchRequest")]
public sealed record WatchRequest(
    [property: Id(0)] Guid Watch,
    [property: Id(1)] ResourceFormat Formats);
