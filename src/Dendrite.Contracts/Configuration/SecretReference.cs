namespace Dendrite.Contracts.Configuration;

/// <summary>
/// A secret that is somewhere else: <c>file:/run/secrets/x</c> or <c>env:NAME</c>, alone or after one word, as in <c>Bearer env:TOKEN</c>.
/// Whatever else is written is the secret itself.
/// </summary>
internal static class SecretReference
{
    private const string File = "file:";
    private const string Environment = "env:";

    /// <summary>A secret is a line, not a document.</summary>
    private const int Longest = 64 * 1024;

    /// <summary>Whether a text is a reference, which may be shown.</summary>
    public static bool IsOne(string text) => Split(text).Reference is not null;

    /// <summary>The secret, read now; null where it cannot be, and then why.</summary>
    /// <param name="text">A secret or a reference.</param>
    /// <param name="fault">What to say after the key; it repeats the reference and never a secret.</param>
    public static string? Resolve(string text, out string? fault)
    {
        fault = null;
        if (Split(text) is not ({ } reference, var before)) return text;
        if (reference is File or Environment)
        {
            fault = $"is {reference} with nothing behind it; a reference is {File}/run/secrets/x or {Environment}NAME";
            return null;
        }
        var secret = reference.StartsWith(File, StringComparison.Ordinal) ? OfFile(reference, out fault) : OfEnvironment(reference, out fault);
        return secret is null ? null : before + secret;
    }

    private static string? OfFile(string reference, out string? fault)
    {
        try
        {
            var file = new FileInfo(reference[File.Length..]);
            if (file.Exists && file.Length > Longest)
            {
                fault = $"is {reference}, a file of more than {Longest} bytes, which is no secret";
                return null;
            }
            // Editors and echo end a file with a line break, which is not part of what it says.
            var text = System.IO.File.ReadAllText(file.FullName).TrimEnd('\r', '\n');
            fault = text.Length == 0 ? $"is {reference}, a file with nothing in it" : null;
            return fault is null ? text : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            fault = $"is {reference}, which cannot be read: {e.Message.TrimEnd('.')}";
            return null;
        }
    }

    private static string? OfEnvironment(string reference, out string? fault)
    {
        var value = System.Environment.GetEnvironmentVariable(reference[Environment.Length..]);
        fault = string.IsNullOrEmpty(value) ? $"is {reference}, and there is no such variable in the environment" : null;
        return fault is null ? value : null;
    }

    private static (string? Reference, string Before) Split(string text)
    {
        if (IsAt(text)) return (text, "");
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && IsAt(text[(space + 1)..]) ? (text[(space + 1)..], text[..(space + 1)]) : (null, "");

        static bool IsAt(string at) =>
            at.StartsWith(File, StringComparison.Ordinal) || at.StartsWith(Environment, StringComparison.Ordinal);
    }
}
