using System.Diagnostics.CodeAnalysis;

namespace Dendrite.Protocol;

/// <summary>Names a guard: the backend whose calls it guards, and the rule of that backend's paths where a rule has a guard of its own.</summary>
/// <remarks>Compared without case, since names are: both parts are kept in lower case.</remarks>
public readonly record struct GuardKey
{
    private const char Separator = ':';

    /// <summary>Names the guard of a backend, or of one of its rules.</summary>
    /// <param name="backend">The backend's name, without a colon.</param>
    /// <param name="rule">The rule's name; null for the guard of everything else.</param>
    public GuardKey(string backend, string? rule = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(backend);
        if (backend.Contains(Separator, StringComparison.Ordinal)) throw new ArgumentException($"'{backend}' is not the name of a backend: it has a colon.", nameof(backend));
        if (rule is { Length: 0 }) throw new ArgumentException("The name of a rule is not empty.", nameof(rule));
        Backend = backend.ToLowerInvariant();
        Rule = rule?.ToLowerInvariant();
    }

    /// <summary>The backend's name in lower case.</summary>
    public string Backend { get; }

    /// <summary>The rule's name in lower case; null for the guard of everything else.</summary>
    public string? Rule { get; }

    /// <summary><c>backend</c> or <c>backend:rule</c>.</summary>
    public override string ToString() => Rule is null ? Backend : $"{Backend}{Separator}{Rule}";

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text names no guard.</exception>
    public static GuardKey Parse(string text) =>
        TryParse(text, out var key) ? key : throw new FormatException($"'{text}' is not the key of a guard; it has the form backend or backend:rule.");

    /// <summary>Reads what <see cref="ToString"/> wrote; false where the text names no guard.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out GuardKey key)
    {
        key = default;
        var colon = text?.IndexOf(Separator, StringComparison.Ordinal) ?? -1;
        if (string.IsNullOrEmpty(text) || colon == 0 || colon == text.Length - 1) return false;
        key = colon < 0 ? new GuardKey(text) : new GuardKey(text[..colon], text[(colon + 1)..]);
        return true;
    }
}
