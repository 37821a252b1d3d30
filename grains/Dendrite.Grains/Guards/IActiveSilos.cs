namespace Dendrite.Grains.Guards;

/// <summary>How many silos there are, as far as this one knows.</summary>
public interface IActiveSilos
{
    /// <summary>The silos that are active, this one included.</summary>
    int Count { get; }
}
