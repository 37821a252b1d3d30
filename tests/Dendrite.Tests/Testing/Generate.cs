namespace Dendrite.Testing;

/// <summary>Random values that are nasty on purpose.</summary>
public static class Generate
{
    private static readonly char[] Awkward = ['%', '|', '/', '?', '&', '=', ' ', '\0', '\n', 'é', '漢', '\ud83d', '\ude00', '\u007f', '.', '~', '"', '\\'];

    /// <summary>Text of up to <paramref name="maxLength"/> UTF-16 units, lone surrogates included.</summary>
    public static string Text(Random random, int maxLength)
    {
        var text = new char[random.Next(maxLength + 1)];
        for (var i = 0; i < text.Length; i++)
            text[i] = random.Next(3) == 0 ? Awkward[random.Next(Awkward.Length)] : (char)('a' + random.Next(26));
        return new string(text);
    }
}
