namespace Orleans.Streams;

/// <summary>Chooses streams by their namespace.</summary>
public interface IStreamNamespacePredicate
{
    string PredicatePattern { get; }

    bool IsMatch(string streamNamespace);
}
