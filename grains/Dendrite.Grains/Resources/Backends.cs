using System.Collections.Frozen;
using Dendrite.Contracts.Errors;
using Dendrite.Grains.Resilience;

namespace Dendrite.Grains.Resources;

/// <summary>The configured backends, each with its connection pool behind its service.</summary>
internal sealed class Backends : IBackends, IDisposable
{
    private readonly FrozenDictionary<string, (BackendDefinition Definition, IUpstream Upstream)> _backends;

    /// <summary>How much later than the service the connection gives up by itself, so that a time-out is counted as one.</summary>
    private static readonly TimeSpan Behind = TimeSpan.FromSeconds(1);

    public Backends(IEnumerable<BackendDefinition> definitions, BackendServices services, TimeProvider clock) =>
        _backends = definitions.ToFrozenDictionary(d => d.Name, d => (d, services.Guard(d, Connect(d, clock))), StringComparer.OrdinalIgnoreCase);

    public IReadOnlyCollection<string> Names => _backends.Keys;

    public BackendDefinition GetDefinition(string name) => Find(name).Definition;

    public IUpstream GetUpstream(string name) => Find(name).Upstream;

    public void Dispose()
    {
        foreach (var (_, upstream) in _backends.Values) (upstream as IDisposable)?.Dispose();
    }

    private static IUpstream Connect(BackendDefinition backend, TimeProvider clock) =>
        backend.BaseAddress.Scheme == BackendDefinition.StubScheme ? new StubUpstream() : new HttpUpstream(backend with { TimeLimit = backend.TimeLimit + Behind }, clock);

    private (BackendDefinition Definition, IUpstream Upstream) Find(string name) =>
        _backends.TryGetValue(name, out var backend)
            ? backend
            : throw new InvalidRequestException(
                DendriteErrorCode.UnknownBackend,
                $"There is no backend '{name}'; configured are: {(_backends.Count == 0 ? "none" : string.Join(", ", _backends.Keys.Order()))}.");
}
