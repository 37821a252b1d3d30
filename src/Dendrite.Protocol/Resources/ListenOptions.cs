using System.Globalization;

namespace Dendrite.Protocol;

/// <summary>What a client may say of how it wants a resource. Every option's name begins with <c>dendrite-</c>; the rest of a query is the backend's.</summary>
public sealed record ListenOptions
{
    /// <summary>What the names of all options begin with.</summary>
    public const string Prefix = "dendrite-";

    /// <summary>The option that chooses the form of updates.</summary>
    public const string FormatName = Prefix + "format";

    /// <summary>The option that says how old the document may be.</summary>
    public const string MaxAgeName = Prefix + "max-age";

    /// <summary>The shortest <see cref="MaxAge"/> that is taken as it is; zero is shorter, and taken as this.</summary>
    public static readonly TimeSpan ShortestMaxAge = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest <see cref="MaxAge"/>.</summary>
    public static readonly TimeSpan LongestMaxAge = TimeSpan.FromDays(1);

    /// <summary>The option that reads the document as it was.</summary>
    public const string AtName = Prefix + "at";

    private static readonly string[] Known = [FormatName, MaxAgeName, AtName];

    /// <summary>The names of all options.</summary>
    public static IReadOnlyList<string> Names => Known;

    /// <summary>The form of updates; null where the client does not say, which means <see cref="ResourceFormat.Patch"/>.</summary>
    public ResourceFormat? Format { get; init; }

    /// <summary>
    /// How long ago the backend may last have confirmed the document; null for as long as the backend's settings allow. It is kept to two significant digits, the
    /// rest cut off, so that few different ones are watched over. Between <see cref="ShortestMaxAge"/> and <see cref="LongestMaxAge"/>.
    /// </summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>The position whose document is wanted in place of the present one; null else. Not for those who listen.</summary>
    public Position? AtPosition { get; init; }

    /// <summary>The time at which the document that is wanted was the present one; null else. Not for those who listen.</summary>
    public DateTimeOffset? AtTime { get; init; }

    /// <summary>Whether a document of the past is wanted.</summary>
    public bool IsOfThePast => AtPosition is not null || AtTime is not null;

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
        return this with { Format = Format ?? others.Format, MaxAge = MaxAge ?? others.MaxAge, AtPosition = IsOfThePast ? AtPosition : others.AtPosition, AtTime = IsOfThePast ? AtTime : others.AtTime };
    }

    private ListenOptions With(string name, string value) => name switch
    {
        FormatName => WithFormat(value),
        MaxAgeName => WithMaxAge(value),
        AtName => WithMoment(value),
        _ => throw new InvalidRequestException(DendriteErrorCode.InvalidRequest, $"The option '{name}' is not known{NearestName.Question(name, Known)} Names that begin with {Prefix} are not passed on."),
    };

    private ListenOptions WithFormat(string value)
    {
        if (!ResourceFormats.TryParse(value, out var format)) throw new InvalidRequestException(DendriteErrorCode.UnknownFormat, $"There is no format '{value}'; there are {ResourceFormats.Names}.");
        if (Format is { } before && before != format) throw new InvalidRequestException(DendriteErrorCode.InvalidRequest, $"The option {FormatName} is there twice, as {before.ToName()} and as {format.ToName()}.");
        return this with { Format = format };
    }

    private ListenOptions WithMaxAge(string value)
    {
        if (!Duration.TryParse(value, out var age) || age > LongestMaxAge)
            throw new InvalidRequestException(DendriteErrorCode.InvalidRequest, $"The option {MaxAgeName} is '{value}'; it is a time of at most a day, such as 5s, 500ms or 2m.");
        age = TwoDigits(age);
        if (MaxAge is { } before && before != age) throw new InvalidRequestException(DendriteErrorCode.InvalidRequest, $"The option {MaxAgeName} is there twice, as {before} and as {age}.");
        return this with { MaxAge = age };
    }

    private ListenOptions WithMoment(string value)
    {
        var moment = Position.TryParse(value, out var position) ? this with { AtPosition = position, AtTime = null }
            : value.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? this with { AtPosition = null, AtTime = time }
            : throw new InvalidRequestException(DendriteErrorCode.InvalidRequest, $"The option {AtName} is '{value}'; it is a position, or a time such as 2030-01-01T12:00:00Z.");
        return !IsOfThePast || moment == this ? moment : throw new InvalidRequestException(DendriteErrorCode.InvalidRequest, $"The option {AtName} is there twice, with two values.");
    }

    private static TimeSpan TwoDigits(TimeSpan age)
    {
        if (age < ShortestMaxAge) return ShortestMaxAge;
        var unit = 1L;
        while (age.Ticks / unit >= 100) unit *= 10;
        return TimeSpan.FromTicks(age.Ticks / unit * unit);
    }

    private static bool IsOurs(string pair) => NameOf(pair).StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The name without escapes and in lower case: one that is written otherwise must not reach the backend.</summary>
    private static string NameOf(string pair)
    {
        var sign = pair.IndexOf('=', StringComparison.Ordinal);
        return Uri.UnescapeDataString(sign < 0 ? pair : pair[..sign]).ToLowerInvariant();
    }
}
