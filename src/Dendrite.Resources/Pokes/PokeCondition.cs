using Dendrite.Diff;

namespace Dendrite.Resources;

/// <summary>What an event has to be for a rule: a header, or a value of its body, has to be a text.</summary>
/// <remarks>No form of signature covers headers. A header decides which rule is asked, never whether an event is believed.</remarks>
public sealed record PokeCondition
{
    private PokeCondition(string place, string value) => (Place, Value) = (place, value);

    /// <summary>A JSON pointer (RFC 6901) into the body, or the name of a header.</summary>
    public string Place { get; }

    /// <summary>The text that has to stand there, with case: of a number, a true or a false what is written in the body.</summary>
    public string Value { get; }

    private bool IsPointer => Place[0] == '/';

    /// <summary>Reads a condition such as <c>X-GitHub-Event=push</c> or <c>/action=closed</c>; the first equals sign divides it.</summary>
    /// <exception cref="FormatException">It is none; the message follows its name in a sentence.</exception>
    public static PokeCondition Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1) throw new FormatException($"is '{text}', no condition; it is a header or a JSON pointer, an equals sign and a text: X-GitHub-Event=push, /action=closed");
        var (place, value) = (text[..equals].Trim(), text[(equals + 1)..].Trim());
        if (place.Length == 0 || (place[0] == '/' ? AnswerGuard.FaultOfPointer(place) is not null : HeaderRules.FaultOf(place, "x") is not null))
            throw new FormatException($"is '{text}', where '{place}' is neither a JSON pointer nor a header's name");
        return new PokeCondition(place, value);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Place}={Value}";

    /// <exception cref="JsonFormatException">The body has to be JSON for it, and is not.</exception>
    internal bool IsFulfilled(IReadOnlyDictionary<string, string> headers, PokeBody body) =>
        string.Equals(IsPointer ? body.Text(Place) : headers.GetValueOrDefault(Place), Value, StringComparison.Ordinal);
}
