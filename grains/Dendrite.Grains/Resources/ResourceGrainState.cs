using Dendrite.Protocol;
using Dendrite.Resources;

namespace Dendrite.Grains.Resources;

/// <summary>What a resource keeps on disk: the last document and where it stands. Written whole before each publication.</summary>
[GenerateSerializer, Alias("dendrite.ResourceGrainState")]
internal sealed class ResourceGrainState
{
    /// <summary>The position of <see cref="Document"/>.</summary>
    [Id(0)] public Position Position { get; set; }

    /// <summary>The document as the backend wrote it; null before the first answer.</summary>
    [Id(1)] public byte[]? Document { get; set; }

    /// <summary>How the backend names the version of <see cref="Document"/>.</summary>
    [Id(2)] public Validators? Validators { get; set; }

    /// <summary>The address below the backend, which the grain key does not tell.</summary>
    [Id(3)] public string Path { get; set; } = "";

    /// <summary>The query of the address.</summary>
    [Id(4)] public string Query { get; set; } = "";

    /// <summary>When the backend last confirmed the document, as of the last write: the change, or the end of listening.</summary>
    [Id(5)] public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>How and since when the backend says that there is no such document any more; null while there is, and in what version 0.1 wrote.</summary>
    [Id(6)] public Staleness? Gone { get; set; }

    /// <summary>When the document last changed; null in what version 0.1 wrote.</summary>
    [Id(7)] public DateTimeOffset? ChangedAt { get; set; }

    /// <summary>The time between two changes, on average; null before the second.</summary>
    [Id(8)] public TimeSpan? ChangesEvery { get; set; }

    /// <summary>The number of the flight recorder's open chunk, or of one before it; so that the next activation need not look for it.</summary>
    [Id(9)] public long FlightNumber { get; set; }
}
