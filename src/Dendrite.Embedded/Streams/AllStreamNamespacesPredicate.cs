namespace Orleans.Streams;

internal sealed class AllStreamNamespacesPredicate : IStreamNamespacePredicate
{
    public string PredicatePattern => "*";

    public bool IsMatch(string streamNamespace) => true;
}
