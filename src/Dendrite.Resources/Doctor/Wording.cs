using System.Globalization;

namespace Dendrite.Resources;

/// <summary>Numbers of an examination in words.</summary>
internal static class Wording
{
    /// <summary>A text of a header, quoted and cut where it is long.</summary>
    public static string Quote(string text) => text.Length > 60 ? $"'{text[..60]}…'" : $"'{text}'";

    /// <summary>A number and what it counts.</summary>
    public static string Count(long number, string one) => string.Create(CultureInfo.InvariantCulture, $"{number} {one}{(number == 1 ? "" : "s")}");

    /// <summary>A time in the unit that suits it.</summary>
    public static string Time(TimeSpan time) => time.Duration() switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s"),
        { TotalMinutes: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.#} min"),
        { TotalHours: < 48 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.#} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0.#} days"),
    };

    /// <summary>A number of bytes in the unit that suits it, in thousands.</summary>
    public static string Size(double bytes) => bytes switch
    {
        < 1e3 => string.Create(CultureInfo.InvariantCulture, $"{bytes:0} B"),
        < 1e6 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.#} KB"),
        < 1e9 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.#} GB"),
    };

    /// <summary>A duration as a setting has it: whole minutes, whole seconds, or milliseconds.</summary>
    public static string Setting(TimeSpan time) => (time.Ticks % TimeSpan.TicksPerMinute, time.Ticks % TimeSpan.TicksPerSecond) switch
    {
        (0, _) when time > TimeSpan.Zero => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0}m"),
        (_, 0) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0}s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalMilliseconds):0}ms"),
    };

    /// <summary>The several statuses of some answers, each once.</summary>
    public static string Statuses(IEnumerable<Observation> answers) => string.Join(", ", answers.Select(answer => answer.Status).Distinct().Order());
}
