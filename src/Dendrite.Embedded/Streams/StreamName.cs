namespace Orleans.Runtime;

/// <summary>A stream id as text that can be read back: the length of the namespace, then namespace and key.</summary>
internal static class StreamName
{
    public static string Of(StreamId stream) => $"{stream.GetNamespace()?.Length ?? 0}:{stream.GetNamespace()}{stream.GetKeyAsString()}";

    /// <summary>The names of all stream ids that are equal: those whose namespace and key are the same text together.</summary>
    public static IEnumerable<string> AllOf(StreamId stream)
    {
        var full = stream.GetNamespace() + stream.GetKeyAsString();
        return Enumerable.Range(0, full.Length).Select(length => $"{length}:{full}");
    }

    public static StreamId Parse(string text)
    {
        var colon = text.IndexOf(':');
        var length = int.Parse(text.AsSpan(0, colon), System.Globalization.CultureInfo.InvariantCulture);
        var rest = text[(colon + 1)..];
        return StreamId.Create(length == 0 ? null : rest[..length], rest[length..]);
    }
}
