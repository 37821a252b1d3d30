using Orleans.Runtime;
using Orleans.Streams;

namespace Orleans;

/// <summary>Streams of grains.</summary>
public static class GrainStreamingExtensions
{
    public static IStreamProvider GetStreamProvider(this Grain grain, string name) => ((IGrainBase)grain).GetStreamProvider(name);

    public static IStreamProvider GetStreamProvider(this IGrainBase grain, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return StreamProviders.Find(grain.GrainContext.ActivationServices, name);
    }
}
