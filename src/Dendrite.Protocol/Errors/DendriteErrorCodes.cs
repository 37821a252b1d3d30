using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Dendrite.Protocol;

/// <summary>The texts of <see cref="DendriteErrorCode"/> as they stand in problem documents: <c>unknown-backend</c> and so on.</summary>
public static partial class DendriteErrorCodes
{
    private static readonly FrozenDictionary<DendriteErrorCode, string> Texts =
        Enum.GetValues<DendriteErrorCode>().ToFrozenDictionary(c => c, c => WordStart().Replace(c.ToString(), "-$0").ToLowerInvariant());

    private static readonly FrozenDictionary<string, DendriteErrorCode> Codes = Texts.ToFrozenDictionary(p => p.Value, p => p.Key);

    /// <summary>The code's text in lower case with hyphens.</summary>
    public static string ToText(this DendriteErrorCode code) => Texts[code];

    /// <summary>Finds the code of a text; false where there is none.</summary>
    public static bool TryParse(string text, out DendriteErrorCode code) => Codes.TryGetValue(text, out code);

    /// <summary>Whether the same request may succeed later: the codes from 2000 to 2999 and from 4000 on.</summary>
    public static bool IsTransient(this DendriteErrorCode code) => (int)code is >= 2000 and < 3000 or >= 4000;

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex WordStart();
}
