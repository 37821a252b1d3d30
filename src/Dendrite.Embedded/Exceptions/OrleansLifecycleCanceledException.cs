namespace Orleans.Runtime;

/// <summary>A lifecycle was cancelled.</summary>
[GenerateSerializer]
public class OrleansLifecycleCanceledException : OrleansException
{
    public OrleansLifecycleCanceledException()
        : base("Lifecycle cancelled.")
    {
    }

    public OrleansLifecycleCanceledException(string message)
        : base(message)
    {
    }

    public OrleansLifecycleCanceledException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
