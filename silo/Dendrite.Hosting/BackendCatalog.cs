using Dendrite.Contracts.Backends;
using Dendrite.Resources;

namespace Dendrite.Hosting;

/// <summary>The configured backends as an edge may know them.</summary>
internal sealed class BackendCatalog(IBackends backends) : IBackendCatalog
{
    public IReadOnlyList<BackendSummary> List() => [.. backends.Names.Order(StringComparer.OrdinalIgnoreCase).Select(name => SummaryOf(backends.GetDefinition(name)))];

    public BackendSummary? Find(string name) => backends.Names.Contains(name, StringComparer.OrdinalIgnoreCase) ? SummaryOf(backends.GetDefinition(name)) : null;

    private static BackendSummary SummaryOf(BackendDefinition backend) => new(backend.Name, backend.Public, backend.TimeLimit, backend.MaxConcurrency, [.. backend.GuardKeys.Select(key => key.Rule).OfType<string>()]);
}
