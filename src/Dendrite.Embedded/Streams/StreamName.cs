namespace Orleans.Runtime;

/// <summary>A stream id as text that can be read back: the length of the namespace, then namespace and key.</summary>
internal static class StreamName
{
    public static string Of(StreamId stream) => $"{stream.GetNamespace()?.Length ?? 0}:{stream.GetNamespace()}{stream.GetKeyAsString()}";

    public static StreamId Parse(string text)
    {
        var colon = text.IndexOf(':');
        var length = int.Parse(text.AsSpan(0, colon), System.Globalization.CultureInfo.InvariantCulture);
        var rest = text[(colon + 1)..];
        return StreamId.Create(length == 0 ? null : rest[..length], rest[length..]);
    }
}
