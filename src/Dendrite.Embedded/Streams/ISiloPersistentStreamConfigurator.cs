namespace Orleans.Hosting;

/// <summary>Configures the streams of a provider in a silo.</summary>
public interface ISiloPersistentStreamConfigurator : IPersistentStreamConfigurator;
