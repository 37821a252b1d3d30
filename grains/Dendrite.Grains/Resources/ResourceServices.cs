using Dendrite.Grains.Resilience;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dendrite.Grains.Resources;

/// <summary>Registers what resource grains need.</summary>
public static class ResourceServices
{
    /// <summary>Adds the backends, and the clock and the randomness where nobody has registered others.</summary>
    public static IServiceCollection AddResources(this IServiceCollection services, IReadOnlyCollection<BackendDefinition> backends)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddTransient<Random>();
        services.TryAddSingleton<BackendServices>();
        services.TryAddSingleton<IBackends>(provider =>
            new Backends(backends, provider.GetRequiredService<BackendServices>(), provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
