namespace Dendrite.Grains.Guards;

/// <summary>What one silo says of a guard: its calls within the window, and whether its own breaker is open by them.</summary>
internal readonly record struct SiloWitness(long Calls, long Failures, bool IsOpen);
