using Dendrite.Contracts.Errors;
using Dendrite.Contracts.Resilience;
using Dendrite.Grains.Resources;

namespace Dendrite.Silo.Resilience;

/// <summary>Asks the grains. There is one service for each backend.</summary>
internal sealed class ServiceReadings(IGrainFactory grains, IBackends backends) : IServiceReadings
{
    public async Task<IReadOnlyList<ServiceReading>> ReadAllAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(backends.Names.Order(StringComparer.OrdinalIgnoreCase).Select(name => ReadAsync(name, cancellationToken)));

    public async Task<ServiceReading> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var backend = Find(name);
        var breaker = grains.GetBreaker(backend.Name).GetAsync(cancellationToken);
        var metrics = grains.GetMetrics(backend.Name).GetAsync(cancellationToken);
        return new ServiceReading(backend.Name, await breaker, await metrics, backend.TimeLimit, backend.MaxConcurrency);
    }

    public Task<BreakerView> CommandAsync(string name, BreakerCommand command, string reason, string by, CancellationToken cancellationToken) =>
        grains.GetBreaker(Find(name).Name).CommandAsync(command, reason, by, cancellationToken);

    private BackendDefinition Find(string name) =>
        backends.Names.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? backends.GetDefinition(name)
            : throw new InvalidRequestException(DendriteErrorCode.UnknownService, $"There is no service '{name}'; there are: {string.Join(", ", backends.Names.Order())}.");
}
