using Microsoft.Extensions.DependencyInjection;

namespace Dendrite.Silo.Resilience;

/// <summary>Registers what a silo needs to share its breakers and metrics with the cluster.</summary>
internal static class ResilienceServices
{
    public static IServiceCollection AddSharedResilience(this IServiceCollection services)
    {
        services.AddSingleton<ServiceReporter>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<ServiceReporter>());
        return services;
    }
}
