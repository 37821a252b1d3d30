using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Hosting;

internal sealed class SiloMemoryStreamConfigurator(string name, Action<Action<IServiceCollection>> configureDelegate) : ISiloMemoryStreamConfigurator
{
    public string Name => name;

    public Action<Action<IServiceCollection>> ConfigureDelegate => configureDelegate;
}
