namespace Orleans.Hosting;

/// <summary>Configures memory streams. There is nothing to set in one process: they deliver at once.</summary>
public interface IMemoryStreamConfigurator : INamedServiceConfigurator;
