namespace Orleans.Concurrency;

/// <summary>The request may start between the turns of any other request.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute
{

}
