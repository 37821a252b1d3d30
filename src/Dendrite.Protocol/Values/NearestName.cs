namespace Dendrite.Protocol;

/// <summary>Finds the name that somebody who wrote another one may have meant.</summary>
public static class NearestName
{
    /// <summary>
    /// The known name with the fewest letters changed, left out, added or swapped, case apart; null where more than a third of its letters
    /// would be, for then another was meant.
    /// </summary>
    public static string? Of(string written, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(known);
        // What is longer than any name is like none of them, and comparing takes the square of its length.
        var text = (written.Length > 128 ? written[..128] : written).ToLowerInvariant();
        return known.Select(name => (name, Distance: Distance(text, name.ToLowerInvariant()))).Where(n => n.Distance * 3 <= Math.Max(text.Length, n.name.Length)).OrderBy(n => n.Distance).ThenBy(n => n.name, StringComparer.Ordinal).Select(n => n.name).FirstOrDefault();
    }

    /// <summary>A question to stand behind "is not known"; nothing where no name is near.</summary>
    internal static string Question(string written, IEnumerable<string> known) => Of(written, known) is { } near ? $"; did you mean {near}?" : ".";

    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                var least = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) least = Math.Min(least, rows[i - 2, j - 2] + 1);
                rows[i, j] = least;
            }
        return rows[a.Length, b.Length];
    }
}
