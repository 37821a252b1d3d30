using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>Which source the resources of a name have. Thread-safe.</summary>
public interface IResourceSources
{
    /// <summary>The source of the resources under a backend's name; the host keeps it for as long as it hosts the resource.</summary>
    /// <exception cref="InvalidRequestException">No source has that name.</exception>
    IResourceSource GetSource(string backend);
}
