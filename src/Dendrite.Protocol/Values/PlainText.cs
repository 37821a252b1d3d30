using System.Globalization;

namespace Dendrite.Protocol;

/// <summary>A text from elsewhere, as it may stand on a terminal and in a line of a log.</summary>
internal static class PlainText
{
    /// <summary>
    /// One line without what a terminal obeys: control characters (C0, DEL, C1), line and paragraph separators, and the marks that turn
    /// the direction of writing round (Unicode TR 36, 3.1) each become a space.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="most">How many characters are kept; at least 1.</param>
    public static string Line(string text, int most = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(text);
        var line = string.Create(text.Length, text, static (line, from) =>
        {
            for (var i = 0; i < line.Length; i++) line[i] = IsObeyed(from[i]) ? ' ' : from[i];
        }).Trim();
        return line.Length <= most ? line : line[..most];
    }

    private static bool IsObeyed(char c) =>
        char.IsControl(c) || c is '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') || char.GetUnicodeCategory(c) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
