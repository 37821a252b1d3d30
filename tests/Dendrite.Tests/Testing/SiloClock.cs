using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Timers;

namespace Dendrite.Testing;

/// <summary>Gives the grains of a test silo the test's clock, and leaves the silo's own upkeep to the system's.</summary>
internal static class SiloClock
{
    public static void AddGrainClock(this IServiceCollection services, TimeProvider clock)
    {
        services.AddSingleton(clock);
        services.RemoveAllKeyed<TimeProvider>(KeyedService.AnyKey);
        services.AddKeyedSingleton(KeyedService.AnyKey, TimeProvider.System);
        services.AddKeyedSingleton(TimeProviderNames.Grains, clock);
        var timers = services.Last(service => service.ServiceType == typeof(ITimerRegistry)).ImplementationType!;
        services.AddSingleton<ITimerRegistry>(silo => new GrainTimers(Create(silo), new(() => Create(silo, TimeProvider.System))));

        ITimerRegistry Create(IServiceProvider silo, params object[] clockOfOthers) => (ITimerRegistry)ActivatorUtilities.CreateInstance(silo, timers, clockOfOthers);
    }
}
