using System.Globalization;

namespace Dendrite.Resilience.Timing;

/// <summary>Durations for people, after Dyno: <c>3.0S</c>, <c>3.1mS</c>, <c>3.0uS</c>, <c>3.0nS</c>; at most two decimals.</summary>
public static class PrettyDuration
{
    private static readonly string[] Units = ["S", "mS", "uS", "nS"];

    /// <summary>A duration with the largest unit that leaves at least 1; zero is <c>0.0S</c>, a negative one has its sign in front.</summary>
    public static string Format(TimeSpan duration) => Format(duration.TotalSeconds);

    /// <summary>The same, of seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no finite number.</exception>
    public static string Format(double seconds)
    {
        if (!double.IsFinite(seconds)) throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "A duration is a finite number.");
        if (seconds == 0) return "0.0S";
        var value = Math.Abs(seconds);
        var unit = 0;
        // Rounded at each unit, so that 999.999 ms is 1.0S and not 1000.0mS.
        while (unit < Units.Length - 1 && Math.Round(value, 5) < 1)
        {
            value *= 1000;
            unit++;
        }
        var text = Math.Round(value, 2).ToString("0.0#", CultureInfo.InvariantCulture);
        return (seconds < 0 ? "-" : "") + text + Units[unit];
    }
}
