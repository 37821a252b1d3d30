namespace Orleans;

/// <summary>An attribute that says how a constructor argument of a grain is made.</summary>
public interface IFacetMetadata;
