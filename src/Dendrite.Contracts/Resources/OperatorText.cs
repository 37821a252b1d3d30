using Dendrite.Protocol;

namespace Dendrite.Contracts.Resources;

/// <summary>What operators say, as it is kept, told and logged: on one line, of bounded length.</summary>
internal static class OperatorText
{
    private const int LongestReason = 500;
    private const int LongestBy = 100;

    /// <summary>Why, as an operator wrote it.</summary>
    public static string Reason(string text) => PlainText.Line(text, LongestReason);

    /// <summary>Who says so.</summary>
    public static string By(string text) => PlainText.Line(text, LongestBy);

    /// <summary>Backend and path; a query may hold secrets, and the key tells it apart.</summary>
    public static string AddressOf(ResourceKey key) => PlainText.Line($"{key.Backend}/{key.Path}{(key.Query.Length > 0 ? "?…" : "")}", 1000);
}
