using System.Text.RegularExpressions;

namespace Orleans.Streams;

/// <summary>Chooses streams by a regular expression on their namespace.</summary>
public class RegexStreamNamespacePredicate(string regex) : IStreamNamespacePredicate
{
    private readonly Regex _regex = new(regex ?? throw new ArgumentNullException(nameof(regex)), RegexOptions.None, TimeSpan.FromSeconds(1));

    public string PredicatePattern => "regex:" + _regex;

    public bool IsMatch(string streamNameSpace) => _regex.IsMatch(streamNameSpace);
}
