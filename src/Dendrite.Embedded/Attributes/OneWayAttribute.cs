namespace Orleans.Concurrency;

/// <summary>The caller doesn't wait, and learns of no failure.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute
{

}
