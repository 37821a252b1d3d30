using System.Collections.Frozen;
using Dendrite.Contracts.Errors;

namespace Dendrite.Grains.Resources;

/// <summary>The configured backends, each with its connection pool.</summary>
internal sealed class Backends : IBackends, IDisposable
{
    private readonly FrozenDictionary<string, (BackendDefinition Definition, IUpstream Upstream)> _backends;

    public Backends(IEnumerable<BackendDefinition> definitions, TimeProvider clock) =>
        _backends = definitions.ToFrozenDictionary(
            d => d.Name,
            d => (d, d.BaseAddress.Scheme == BackendDefinition.StubScheme ? new StubUpstream() : (IUpstream)new HttpUpstream(d, clock)),
            StringComparer.OrdinalIgnoreCase);

    public IReadOnlyCollection<string> Names => _backends.Keys;

    public BackendDefinition GetDefinition(string name) => Find(name).Definition;

    public IUpstream GetUpstream(string name) => Find(name).Upstream;

    public void Dispose()
    {
        foreach (var (_, upstream) in _backends.Values) (upstream as IDisposable)?.Dispose();
    }

    private (BackendDefinition Definition, IUpstream Upstream) Find(string name) =>
        _backends.TryGetValue(name, out var backend)
            ? backend
            : throw new InvalidRequestException(
                DendriteErrorCode.UnknownBackend,
                $"There is no backend '{name}'; configured are: {(_backends.Count == 0 ? "none" : string.Join(", ", _backends.Keys.Order()))}.");
}
