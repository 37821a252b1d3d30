using Dendrite.Contracts.Resilience;

namespace Dendrite.Silo.Resilience;

/// <summary>Reads and commands the services of the cluster. Reading changes nothing.</summary>
internal interface IServiceReadings
{
    /// <summary>Every service, by the order of their names.</summary>
    Task<IReadOnlyList<ServiceReading>> ReadAllAsync(CancellationToken cancellationToken);

    /// <summary>One service.</summary>
    /// <exception cref="Contracts.Errors.InvalidRequestException">No service has that name.</exception>
    Task<ServiceReading> ReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Does what an operator wants with a breaker, and gives what it is then.</summary>
    /// <exception cref="Contracts.Errors.InvalidRequestException">No service has that name, or nobody says so.</exception>
    Task<BreakerView> CommandAsync(string name, BreakerCommand command, string reason, string by, CancellationToken cancellationToken);
}
