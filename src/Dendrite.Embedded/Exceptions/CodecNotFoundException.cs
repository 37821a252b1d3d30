namespace Orleans.Serialization;

/// <summary>A value can't cross a call: its type is not serializable.</summary>
[GenerateSerializer]
public class CodecNotFoundException : Exception
{
    public CodecNotFoundException()
        : base("No codec.")
    {
    }

    public CodecNotFoundException(string message)
        : base(message)
    {
    }

    public CodecNotFoundException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
