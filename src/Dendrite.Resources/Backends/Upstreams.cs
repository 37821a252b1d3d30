namespace Dendrite.Resources;

/// <summary>Makes the way to a backend by the scheme of its address.</summary>
public static class Upstreams
{
    /// <summary>The way to the backend, with a connection pool of its own; disposing it, where it is disposable, closes that.</summary>
    public static IUpstream Connect(BackendDefinition backend, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(backend);
        return backend.BaseAddress.Scheme == BackendDefinition.StubScheme ? new StubUpstream() : new HttpUpstream(backend, clock);
    }
}
