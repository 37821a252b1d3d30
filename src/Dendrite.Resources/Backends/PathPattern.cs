using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>Which paths of a backend a rule is for: segments, where <c>*</c> stands for one that is not empty and <c>**</c> for any number.</summary>
/// <remarks>
/// It is compared with the canonical path, with case. An escaped slash is part of its segment to one backend and divides it for another:
/// a path that has one matches where both readings do.
/// </remarks>
public sealed class PathPattern : IEquatable<PathPattern>
{
    private const string One = "*";
    private const string Any = "**";
    private const string EscapedSlash = "%2F";

    private readonly string[] _segments;

    private PathPattern(string text, string[] segments) => (Text, _segments) = (text, segments);

    /// <summary>The pattern in its canonical form.</summary>
    public string Text { get; }

    /// <summary>Whether it lets every path through.</summary>
    public bool IsEverything => _segments.All(segment => segment == Any);

    /// <summary>Reads a pattern such as <c>repos/*/events</c> or <c>repos/**</c>.</summary>
    /// <exception cref="FormatException">It is none; the message follows its name in a sentence.</exception>
    public static PathPattern Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0) throw new FormatException("is empty; a pattern is a path below the base address, ** is every path");
        if (text[0] == '/') throw new FormatException($"is '{text}', which begins with a slash; patterns are below the base address");
        string canonical;
        try
        {
            canonical = ResourcePath.Canonicalize(text);
        }
        catch (InvalidRequestException e)
        {
            throw new FormatException($"is '{text}', not a path: {e.Message.TrimEnd('.')}");
        }
        var segments = canonical.Split('/');
        if (segments.FirstOrDefault(segment => segment is not (One or Any) && segment.Contains('*', StringComparison.Ordinal)) is { } part)
            throw new FormatException($"is '{text}', where '{part}' has a star beside other characters; * stands for a whole segment, ** for any number of them, %2A for a star");
        return new PathPattern(canonical, segments);
    }

    /// <summary>Whether a canonical path is one of them.</summary>
    public bool Matches(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Matches(_segments, path.Split('/')) &&
            (!path.Contains(EscapedSlash, StringComparison.Ordinal) || Matches(_segments, path.Replace(EscapedSlash, "/", StringComparison.Ordinal).Split('/')));
    }

    /// <summary>Whether a canonical path is one of them in either reading of an escaped slash: where it does no harm that it is one too many.</summary>
    internal bool MatchesEitherWay(string path) =>
        Matches(_segments, path.Split('/')) || (path.Contains(EscapedSlash, StringComparison.Ordinal) && Matches(_segments, path.Replace(EscapedSlash, "/", StringComparison.Ordinal).Split('/')));

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>Equal texts.</summary>
    public bool Equals(PathPattern? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PathPattern);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>Goes back to the last ** alone, so that the work is at most the product of the two lengths.</summary>
    private static bool Matches(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path)
    {
        var (p, s, star, resume) = (0, 0, -1, 0);
        while (s < path.Length)
        {
            if (p < pattern.Length && pattern[p] == Any) (star, resume, p) = (p, s, p + 1);
            else if (p < pattern.Length && (pattern[p] == One ? path[s].Length > 0 : pattern[p] == path[s])) (p, s) = (p + 1, s + 1);
            else if (star >= 0) (p, s) = (star + 1, ++resume);
            else return false;
        }
        while (p < pattern.Length && pattern[p] == Any) p++;
        return p == pattern.Length;
    }
}
