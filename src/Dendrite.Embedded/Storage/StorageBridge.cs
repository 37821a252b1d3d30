using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core;
using Orleans.Providers;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>The storage of a <see cref="Grain{TGrainState}"/>.</summary>
internal static class StorageBridge
{
    public static IStorage<TState> ForGrain<TState>(GrainActivation activation)
    {
        var name = activation.Type.Class.GetCustomAttribute<StorageProviderAttribute>()?.ProviderName;
        var services = activation.ActivationServices;
        var storage = name is null ? services.GetService<IGrainStorage>() : services.GetKeyedService<IGrainStorage>(name);
        if (storage is null)
        {
            throw new BadProviderConfigException(name is null
                ? $"No default storage provider found loading grain type {activation.Type.Class.FullName}."
                : $"No storage provider named \"{name}\" found loading grain type {activation.Type.Class.FullName}.");
        }
        return new PersistentState<TState>("state", activation, storage);
    }
}
