using System.Buffers;

namespace Dendrite.Resources;

/// <summary>Which resources are poked: a pattern of paths, compared by what they mean and not by how they are written, for events and clients escape differently.</summary>
/// <remarks>An escaped slash is read both ways: a poke too many costs a poll, one too few leaves a listener with what was.</remarks>
internal sealed class PokePattern
{
    /// <summary>The longest value of an event in characters.</summary>
    public const int LongestValue = 1024;

    private static readonly SearchValues<char> SpelledInOneWay = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/");

    private readonly PathPattern _pattern;

    private PokePattern(PathPattern pattern) => _pattern = pattern;

    /// <summary>The pattern in the spelling that it is compared in.</summary>
    public string Text => _pattern.Text;

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static PokePattern Parse(string text) =>
        new(PathPattern.Parse(string.Join('/', PathPattern.Parse(text).Text.Split('/').Select(segment => segment is "*" or "**" ? segment : Spell(segment)))));

    /// <summary>Whether a canonical path is one of them.</summary>
    public bool Matches(string path) =>
        _pattern.MatchesEitherWay(path.AsSpan().ContainsAnyExcept(SpelledInOneWay) ? string.Join('/', path.Split('/').Select(Spell)) : path);

    /// <summary>The segment with everything escaped that may be.</summary>
    private static string Spell(string segment) => Uri.EscapeDataString(Uri.UnescapeDataString(segment));
}
