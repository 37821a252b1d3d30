using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>The backends that this silo knows. Thread-safe.</summary>
public interface IBackends
{
    /// <summary>The names of all backends.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>A backend's definition.</summary>
    /// <exception cref="InvalidRequestException">No backend has that name.</exception>
    BackendDefinition GetDefinition(string name);

    /// <summary>The way to a backend.</summary>
    /// <exception cref="InvalidRequestException">No backend has that name.</exception>
    IUpstream GetUpstream(string name);
}
