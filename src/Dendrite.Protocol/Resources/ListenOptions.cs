namespace Dendrite.Protocol;

/// <summary>What a client may say of how it wants a resource. Every option's name begins with <c>dendrite-</c>; the rest of a query is the backend's.</summary>
public sealed record ListenOptions
{
    /// <summary>What the names of all options begin with.</summary>
    public const string Prefix = "dendrite-";

    /// <summary>The option that chooses the form of updates.</summary>
    public const string FormatName = Prefix + "format";

    private static readonly string[] Known = [FormatName];

    /// <summary>The names of all options.</summary>
    public static IReadOnlyList<string> Names => Known;

    /// <summary>The form of updates; null where the client does not say, which means <see cref="ResourceFormat.Patch"/>.</summary>
    public ResourceFormat? Format { get; init; }

    /// <summary>Takes the options out of a query.</summary>
    /// <param name="query">The query without its question mark, as it was sent.</param>
    /// <param name="rest">What is left for the backend, unchanged.</param>
    /// <exception cref="InvalidRequestException">An option is not known, is there twice with two values, or has a wrong one.</exception>
    public static ListenOptions Take(string query, out string rest)
    {
        ArgumentNullException.ThrowIfNull(query);
        rest = query;
        var pairs = query.Split('&');
        var options = new ListenOptions();
        if (!pairs.Any(IsOurs)) return options;
        rest = string.Join('&', pairs.Where(pair => !IsOurs(pair)));
        foreach (var pair in pairs.Where(IsOurs))
        {
            var sign = pair.IndexOf('=', StringComparison.Ordinal);
            options = options.With(NameOf(pair), sign < 0 ? "" : Uri.UnescapeDataString(pair[(sign + 1)..].Replace('+', ' ')));
        }
        return options;
    }

    /// <summary>Adds the options among the parameters of an <c>Accept</c> header; where both say the same option, the query's value stands.</summary>
    /// <param name="parameters">The parameters of the media ranges, quotes removed.</param>
    /// <exception cref="InvalidRequestException">An option is not known, is there twice with two values, or has a wrong one.</exception>
    public ListenOptions OrOf(IEnumerable<KeyValuePair<string, string>> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var others = new ListenOptions();
        foreach (var (name, value) in parameters)
            if (name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) others = others.With(name.ToLowerInvariant(), value);
        return this with { Format = Format ?? others.Format };
    }

    private ListenOptions With(string name, string value)
    {
        if (name != FormatName)
            throw new InvalidRequestException(DendriteErrorCode.InvalidRequest, $"The option '{name}' is not known{NearestName.Question(name, Known)} Names that begin with {Prefix} are not passed on.");
        if (!ResourceFormats.TryParse(value, out var format)) throw new InvalidRequestException(DendriteErrorCode.UnknownFormat, $"There is no format '{value}'; there are {ResourceFormats.Names}.");
        if (Format is { } before && before != format) throw new InvalidRequestException(DendriteErrorCode.InvalidRequest, $"The option {FormatName} is there twice, as {before.ToName()} and as {format.ToName()}.");
        return this with { Format = format };
    }

    private static bool IsOurs(string pair) => NameOf(pair).StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The name without escapes and in lower case: one that is written otherwise must not reach the backend.</summary>
    private static string NameOf(string pair)
    {
        var sign = pair.IndexOf('=', StringComparison.Ordinal);
        return Uri.UnescapeDataString(sign < 0 ? pair : pair[..sign]).ToLowerInvariant();
    }
}
