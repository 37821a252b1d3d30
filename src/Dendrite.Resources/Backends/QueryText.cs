using System.Buffers;

namespace Dendrite.Resources;

/// <summary>The parameters of a query, as text: what is not touched stays as it was written.</summary>
internal static class QueryText
{
    /// <summary>How many characters a configured value may have.</summary>
    public const int LongestValue = 4096;

    private const int LongestName = 256;

    private static readonly SearchValues<char> Controls = SearchValues.Create([.. Enumerable.Range(0, 32).Select(c => (char)c), '\u007f']);

    /// <summary>What is wrong with a parameter, to follow its name in a sentence; null where nothing is. The value is never repeated, it may be a secret.</summary>
    public static string? FaultOf(string name, string? value)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > LongestName || name.AsSpan().ContainsAny(Controls)) return $"is not a parameter's name: 1 to {LongestName} characters without control characters";
        if (string.IsNullOrEmpty(value)) return "has no value";
        if (value.Length > LongestValue) return $"has a value of {value.Length} characters; at most {LongestValue} are sent";
        return value.AsSpan().ContainsAny(Controls) ? "has a control character in its value" : null;
    }

    /// <summary>A parameter as it stands in a query.</summary>
    public static string Of(string name, string value) => $"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}";

    /// <summary>Parameters as they stand in a query; empty where there are none.</summary>
    public static string Of(IEnumerable<KeyValuePair<string, string>> parameters) => string.Join('&', parameters.Select(parameter => Of(parameter.Key, parameter.Value)));

    /// <summary>A query without the parameters of these names, however they are escaped and in whatever case: some servers know no difference.</summary>
    public static string Without(string query, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Length == 0) return query;
        string[] parts = query.Split('&');
        string[] kept = [.. parts.Where(part => !names.Contains(NameOf(part), StringComparer.OrdinalIgnoreCase))];
        return kept.Length == parts.Length ? query : string.Join('&', kept);
    }

    /// <summary>A query with a parameter at its end, in place of what it has of that name.</summary>
    public static string With(string query, string name, string value) => Join(Without(query, [name]), Of(name, value));

    /// <summary>Two queries as one.</summary>
    public static string Join(string one, string other) => one.Length == 0 ? other : other.Length == 0 ? one : $"{one}&{other}";

    private static string NameOf(string part)
    {
        var equals = part.IndexOf('=', StringComparison.Ordinal);
        return Uri.UnescapeDataString((equals < 0 ? part : part[..equals]).Replace('+', ' '));
    }
}
