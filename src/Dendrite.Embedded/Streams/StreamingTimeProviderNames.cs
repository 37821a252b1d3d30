namespace Orleans.Streams;

/// <summary>The key of the <see cref="TimeProvider"/> of streams.</summary>
public static class StreamingTimeProviderNames
{
    public const string Streaming = "Orleans.Streaming";
}
