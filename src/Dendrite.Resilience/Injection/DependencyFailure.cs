namespace Dendrite.Resilience.Injection;

/// <summary>A dependency that could not be built.</summary>
/// <param name="Request">What was to be built.</param>
/// <param name="Reason">Why it could not.</param>
/// <param name="FellBack">Whether a default took its place; else the call failed.</param>
public sealed record DependencyFailure(DependencyRequest Request, Exception Reason, bool FellBack);
