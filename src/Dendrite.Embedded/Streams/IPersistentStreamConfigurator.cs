namespace Orleans.Hosting;

/// <summary>Configures the streams of a provider.</summary>
public interface IPersistentStreamConfigurator : INamedServiceConfigurator;
