namespace Orleans.Concurrency;

/// <summary>Requests of the activation interleave; still one turn at a time.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReentrantAttribute : Attribute
{

}
