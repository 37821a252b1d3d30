namespace Dendrite.Grains.Resources;

/// <summary>What one activation has done; see <see cref="Contracts.Resources.ResourceStatus"/> for the meanings.</summary>
internal sealed class ResourceCounters
{
    public long Polls { get; set; }

    public long NotModified { get; set; }

    public long Unchanged { get; set; }

    public long Updates { get; set; }

    public long Failures { get; set; }

    public long BytesReceived { get; set; }
}
