using System.Globalization;

namespace Dendrite.Resources;

/// <summary>The directives of <c>Cache-Control</c> (RFC 9111, section 5.2). What cannot be read is passed over.</summary>
internal sealed class CacheControl
{
    /// <summary>The largest number of seconds that counts as such (RFC 9111, section 1.2.2).</summary>
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(int.MaxValue);

    private readonly Dictionary<string, List<string?>> _directives = new(StringComparer.OrdinalIgnoreCase);

    private CacheControl()
    {
    }

    /// <summary>Reads the field, its lines joined.</summary>
    public static CacheControl Parse(string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        var read = new CacheControl();
        foreach (var directive in Split(field))
        {
            var equals = directive.IndexOf('=', StringComparison.Ordinal);
            var name = (equals < 0 ? directive : directive[..equals]).Trim();
            if (name.Length == 0) continue;
            if (!read._directives.TryGetValue(name, out var values)) read._directives.Add(name, values = []);
            values.Add(equals < 0 ? null : directive[(equals + 1)..].Trim().Trim('"'));
        }
        return read;
    }

    /// <summary>Whether a directive stands there, with a value or without.</summary>
    public bool Has(string name) => _directives.ContainsKey(name);

    /// <summary>Whether a directive stands there for the whole answer, and not for some of its fields only (<c>no-cache="Set-Cookie"</c>).</summary>
    public bool HasUnqualified(string name) => _directives.TryGetValue(name, out var values) && values.Any(string.IsNullOrEmpty);

    /// <summary>A directive's seconds; null where it is not there. What is invalid is zero, and of several the least counts (section 4.2.1).</summary>
    public TimeSpan? Seconds(string name) => _directives.TryGetValue(name, out var values) ? values.Min(SecondsOf) : null;

    /// <summary>Reads delta-seconds; null where it is none.</summary>
    public static TimeSpan? DeltaSeconds(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.AsSpan().ContainsAnyExceptInRange('0', '9')) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : Most;
    }

    private static TimeSpan SecondsOf(string? value) => DeltaSeconds(value) ?? TimeSpan.Zero;

    private static IEnumerable<string> Split(string field)
    {
        var (start, isQuoted) = (0, false);
        for (var i = 0; i < field.Length; i++)
        {
            if (field[i] == '"') isQuoted = !isQuoted;
            if (field[i] != ',' || isQuoted) continue;
            yield return field[start..i];
            start = i + 1;
        }
        yield return field[start..];
    }
}
