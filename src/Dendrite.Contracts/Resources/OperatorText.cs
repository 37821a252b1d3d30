namespace Dendrite.Contracts.Resources;

/// <summary>What operators say, as it is kept, told and logged: on one line, of bounded length.</summary>
internal static class OperatorText
{
    public const int LongestReason = 500;
    public const int LongestBy = 100;

    public static string Line(string text, int most)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return line.Length <= most ? line : line[..most];
    }

    /// <summary>Backend and path; a query may hold secrets, and the key tells it apart.</summary>
    public static string AddressOf(ResourceKey key) => Line($"{key.Backend}/{key.Path}{(key.Query.Length > 0 ? "?…" : "")}", 1000);
}
