namespace Orleans.Runtime;

/// <summary>What grains offer besides their own interfaces.</summary>
public interface IGrainExtension : IAddressable;
