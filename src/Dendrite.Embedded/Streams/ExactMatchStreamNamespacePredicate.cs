namespace Orleans.Streams;

internal sealed class ExactMatchStreamNamespacePredicate(string streamNamespace) : IStreamNamespacePredicate
{
    public string PredicatePattern => "namespace:" + streamNamespace;

    public bool IsMatch(string candidate) => string.Equals(candidate, streamNamespace, StringComparison.Ordinal);
}
