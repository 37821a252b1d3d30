using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Hosting;

internal sealed class ClusterClientMemoryStreamConfigurator(string name, Action<Action<IServiceCollection>> configureDelegate) : IClusterClientMemoryStreamConfigurator
{
    public string Name => name;

    public Action<Action<IServiceCollection>> ConfigureDelegate => configureDelegate;
}
