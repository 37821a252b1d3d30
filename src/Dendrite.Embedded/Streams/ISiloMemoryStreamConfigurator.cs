namespace Orleans.Hosting;

/// <summary>Configures memory streams of a silo. They deliver at once: only how they deliver can be set.</summary>
public interface ISiloMemoryStreamConfigurator : IMemoryStreamConfigurator, ISiloPersistentStreamConfigurator;
