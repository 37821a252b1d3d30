namespace Dendrite.Resilience.Harness;

/// <summary>An exception seen on its way.</summary>
/// <param name="Target">What was watched.</param>
/// <param name="Exception">The exception, untouched.</param>
/// <param name="At">When it was seen.</param>
/// <param name="Count">How many this target has thrown with it.</param>
public sealed record ExceptionSighting(string Target, Exception Exception, DateTimeOffset At, long Count);
