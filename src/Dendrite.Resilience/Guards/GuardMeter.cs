namespace Dendrite.Resilience.Guards;

/// <summary>The meter that guards of <see cref="GuardServiceExtensions.AddDendriteResilience"/> are measured by.</summary>
public static class GuardMeter
{
    /// <summary>Its name, for whoever chooses the meters to export.</summary>
    public const string Name = "Dendrite.Resilience";
}
