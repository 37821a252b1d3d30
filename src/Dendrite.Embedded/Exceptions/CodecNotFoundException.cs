namespace Orleans.Serialization;

/// <summary>A value can't cross a call: its type is not serializable.</summary>
[GenerateSerializer]
public sealed class CodecNotFoundException : Exception
{
    public CodecNotFoundException(string message)
        : base(message)
    {
    }
}
