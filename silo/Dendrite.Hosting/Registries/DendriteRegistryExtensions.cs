using Dendrite.Contracts.Registries;
using Dendrite.Resilience.Registries;
using Microsoft.Extensions.DependencyInjection;

namespace Dendrite.Hosting;

/// <summary>Adds registries of the cluster to a silo.</summary>
public static class DendriteRegistryExtensions
{
    /// <summary>
    /// Follows a registry of the cluster: the keyed service <see cref="Registry"/> of its name holds what is registered, and changes with it.
    /// Ask for it by <c>[FromKeyedServices(name)] Registry</c> or <c>GetRequiredKeyedService</c>; it is empty until the silo is active.
    /// </summary>
    /// <param name="services">The services of a silo with Dendrite.</param>
    /// <param name="name">The registry's name.</param>
    /// <param name="configure">
    /// Says how a type of thing is made of its settings; an entry then names its type in the setting <c>type</c>. Without, each tag stands
    /// for its settings, an <c>IReadOnlyDictionary&lt;string, string&gt;</c> with paths such as <c>hosts:0</c>.
    /// </param>
    /// <remarks>An entry that can't be made leaves what its tag stood for before, and is logged.</remarks>
    public static IServiceCollection AddDendriteRegistry(this IServiceCollection services, string name, Action<RegistryFiller>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        services.AddSingleton(new FollowedRegistry(name));
        services.AddKeyedSingleton(name, (_, _) => new Registry());
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider =>
        {
            var filler = configure is null ? null : new RegistryFiller();
            configure?.Invoke(filler!);
            var contents = new Registries.RegistryContents(name, provider.GetRequiredKeyedService<Registry>(name), filler);
            return ActivatorUtilities.CreateInstance<Registries.RegistryFollower>(provider, name, contents);
        });
        return services;
    }
}
