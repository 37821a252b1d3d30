using System.Globalization;

namespace Dendrite.Benchmarks;

/// <summary>What a suite is told on the command line.</summary>
internal static class Arguments
{
    public static int Number(string[] args, string name, int unset) => Text(args, name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : unset;

    public static string? Text(string[] args, string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
}
