using System.Diagnostics.CodeAnalysis;

namespace Dendrite.Protocol;

/// <summary>The names of backends: compared without case, so that they are kept in lower case.</summary>
public static class BackendName
{
    /// <summary>What a name looks like, to end a sentence.</summary>
    public const string Form = "a name has 1 to 64 letters, digits, dots, underscores and hyphens, and begins with a letter or a digit";

    /// <summary>The name that is not a backend's: what Dendrite itself offers stands below it.</summary>
    public const string Own = "dendrite";

    private const int Longest = 64;

    /// <summary>Whether a text, without escapes, is a name.</summary>
    public static bool IsName(string? text) => TryRead(text, out _) && !text!.Contains('%', StringComparison.Ordinal);

    /// <summary>Reads a name as it stands in an address, where its characters may be escaped; false where it is none.</summary>
    public static bool TryRead([NotNullWhen(true)] string? text, [NotNullWhen(true)] out string? name)
    {
        name = null;
        if (string.IsNullOrEmpty(text)) return false;
        if (text.Contains('%', StringComparison.Ordinal)) text = Uri.UnescapeDataString(text);
        if (text.Length > Longest || !char.IsAsciiLetterOrDigit(text[0])) return false;
        foreach (var c in text)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-')) return false;
        name = text.ToLowerInvariant();
        return true;
    }
}
