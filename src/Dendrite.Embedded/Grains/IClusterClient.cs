namespace Orleans;

/// <summary>The grains as seen by code outside them.</summary>
public interface IClusterClient : IGrainFactory
{
    IServiceProvider ServiceProvider { get; }
}
