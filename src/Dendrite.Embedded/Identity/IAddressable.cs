namespace Orleans.Runtime;

/// <summary>Something that can be called by its identity.</summary>
public interface IAddressable;
