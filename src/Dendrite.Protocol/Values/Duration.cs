using System.Globalization;

namespace Dendrite.Protocol;

/// <summary>Durations as people write them: a number with ms, s, m, h or d, or the form 00:00:00.200.</summary>
public static class Duration
{
    private static readonly (string Unit, double Milliseconds)[] Units =
        [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    /// <summary>Reads a duration that is not negative.</summary>
    public static bool TryParse(string text, out TimeSpan value)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.Trim();
        foreach (var (unit, milliseconds) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)) continue;
            value = default;
            if (!double.TryParse(text[..^unit.Length].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) continue;
            if (number * milliseconds > TimeSpan.MaxValue.TotalMilliseconds / 2) return false;
            value = TimeSpan.FromMilliseconds(number * milliseconds);
            return true;
        }
        // A bare number would be days to .NET and seconds to most people: neither is taken.
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value) && value >= TimeSpan.Zero && text.Contains(':', StringComparison.Ordinal);
    }
}
