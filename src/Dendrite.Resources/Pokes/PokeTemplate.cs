using System.Text;
using Dendrite.Diff;

namespace Dendrite.Resources;

/// <summary>A pattern of paths with places for values of an event: <c>repos/{/repository/full_name}/**</c>, a JSON pointer (RFC 6901) in each pair of braces.</summary>
/// <remarks>
/// A value never widens the pattern. Its slashes divide it into segments, and each of them stands for itself: a star in it is a star, an escape is the
/// characters of an escape. One with a segment that is empty, <c>.</c> or <c>..</c>, or that no path may hold, makes no pattern at all.
/// </remarks>
public sealed class PokeTemplate
{
    /// <summary>The parts in their order: pointers have a slash first, other parts are of the pattern.</summary>
    private readonly (bool IsPointer, string Text)[] _parts;

    private PokeTemplate(string text, (bool, string)[] parts) => (Text, _parts) = (text, parts);

    /// <summary>The template as it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a template.</summary>
    /// <exception cref="FormatException">It is none; the message follows its name in a sentence.</exception>
    public static PokeTemplate Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = new List<(bool IsPointer, string Text)>();
        for (var at = 0; at < text.Length;)
        {
            var isPointer = text[at] == '{';
            var end = isPointer ? text.IndexOf('}', at) : text.IndexOfAny(['{', '}'], at);
            if (isPointer ? end < 0 : end >= 0 && text[end] == '}') throw new FormatException($"is '{text}', where a brace is open or closes nothing; a brace that is meant is %7B or %7D");
            if (end < 0) end = text.Length;
            var part = isPointer ? text[(at + 1)..end] : text[at..end];
            if (isPointer && AnswerGuard.FaultOfPointer(part) is not null) throw new FormatException($"is '{text}', where '{part}' is no JSON pointer; it begins with a slash, such as {{/repository/full_name}}");
            parts.Add((isPointer, part));
            at = isPointer ? end + 1 : end;
        }
        // Values are segments that stand for themselves, so that any of them shows whether the rest is a pattern.
        _ = PathPattern.Parse(string.Concat(parts.Select(part => part.IsPointer ? "x" : part.Text)));
        return new PokeTemplate(text, [.. parts]);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>The pattern for an event; null where the event lacks a value for it.</summary>
    /// <exception cref="JsonFormatException">The body has to be JSON for it, and is not.</exception>
    /// <exception cref="FormatException">A value is not one that a path may hold.</exception>
    internal PokePattern? Fill(PokeBody body)
    {
        var pattern = new StringBuilder(Text.Length);
        foreach (var (isPointer, part) in _parts)
        {
            if (!isPointer) pattern.Append(part);
            else if (body.Text(part) is { } value) Append(pattern, value);
            else return null;
        }
        return PokePattern.Parse(pattern.ToString());
    }

    private static void Append(StringBuilder pattern, string value)
    {
        if (value.Length > PokePattern.LongestValue) throw new FormatException($"a value has {value.Length} characters, more than {PokePattern.LongestValue}");
        var isFirst = true;
        foreach (var segment in value.Split('/'))
        {
            if (segment is "" or "." or "..") throw new FormatException($"a value has a segment '{segment}'");
            if (!isFirst) pattern.Append('/');
            isFirst = false;
            pattern.Append(Uri.EscapeDataString(segment));
        }
    }
}
