namespace Orleans.Concurrency;

/// <summary>The method changes nothing: it may run while other read-only requests of the same activation do.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute
{

}
