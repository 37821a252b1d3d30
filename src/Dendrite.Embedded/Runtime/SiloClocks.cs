using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>The time of each area of the silo, under the keys that Orleans gives them; all of them the silo's TimeProvider unless replaced.</summary>
internal sealed class SiloClocks(IServiceProvider services)
{
    public TimeProvider Grains { get; } = For(services, TimeProviderNames.Grains);

    public TimeProvider ActivationManagement { get; } = For(services, TimeProviderNames.ActivationManagement);

    public TimeProvider Messaging { get; } = For(services, TimeProviderNames.Messaging);

    public TimeProvider Streaming { get; } = For(services, StreamingTimeProviderNames.Streaming);

    public static TimeProvider For(IServiceProvider services, string area) =>
        services.GetKeyedService<TimeProvider>(area) ?? services.GetService<TimeProvider>() ?? TimeProvider.System;
}
