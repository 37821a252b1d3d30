using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>Finds providers by name.</summary>
internal static class StreamProviders
{
    public static IStreamProvider Find(IServiceProvider services, string name)
    {
        try
        {
            return services.GetRequiredKeyedService<IStreamProvider>(name);
        }
        catch (InvalidOperationException e)
        {
            throw new KeyNotFoundException($"Stream provider '{name}' not found", e);
        }
    }
}
