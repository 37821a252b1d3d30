namespace Dendrite.Grains.Resources;

/// <summary>The names of the grain stores that a silo configures.</summary>
public static class StorageNames
{
    /// <summary>Where everything is kept that must survive a restart.</summary>
    public const string Default = "dendrite";
}
