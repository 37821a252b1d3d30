using System.Globalization;

namespace Dendrite.Protocol;

/// <summary>Sizes as people write them: a number of bytes, or with KB, MB, GB (thousands) or KiB, MiB, GiB (1024s).</summary>
public static class ByteSize
{
    private static readonly (string Unit, double Bytes)[] Units =
    [
        ("KiB", 1024), ("MiB", 1024 * 1024), ("GiB", 1024 * 1024 * 1024),
        ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("B", 1), ("", 1),
    ];

    /// <summary>Reads a size that is not negative.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.Trim();
        bytes = 0;
        foreach (var (unit, factor) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)) continue;
            if (!double.TryParse(text[..^unit.Length].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
            if (number * factor > long.MaxValue / 2) return false;
            bytes = (long)(number * factor);
            return true;
        }
        return false;
    }
}
