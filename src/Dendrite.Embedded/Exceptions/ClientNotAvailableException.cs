namespace Orleans.Runtime;

/// <summary>The observer that is called is gone.</summary>
[GenerateSerializer]
public sealed class ClientNotAvailableException : OrleansException
{
    internal ClientNotAvailableException(GrainId observer)
        : base($"No activation for client {observer}")
    {
    }
}
