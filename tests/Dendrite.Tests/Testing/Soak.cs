using System.Runtime.CompilerServices;
using Xunit.Abstractions;

namespace Dendrite.Testing;

/// <summary>How often a test repeats what chance decides: a few times by default, the long count with <c>./test --soak</c>.</summary>
internal static class Soak
{
    private static readonly bool IsOn = Environment.GetEnvironmentVariable("DENDRITE_SOAK") == "1";
    private static readonly string? Log = Environment.GetEnvironmentVariable("DENDRITE_SOAK_LOG");
    private static readonly Lock Writing = new();

    public static int Count(int usual, int soak) => IsOn ? soak : usual;

    /// <summary>Says a line in the test's output, and in the soak's.</summary>
    public static void Say(ITestOutputHelper output, string line, [CallerMemberName] string test = "", [CallerFilePath] string file = "")
    {
        output.WriteLine(line);
        Print(line, test, file);
    }

    /// <summary>Says in one line of the soak's output what a test is about to do, so that it can be done again.</summary>
    public static void Print(string line, [CallerMemberName] string test = "", [CallerFilePath] string file = "")
    {
        if (!IsOn || Log is null) return;
        // The test host keeps what is printed to itself.
        lock (Writing) File.AppendAllText(Log, $"soak: {Path.GetFileNameWithoutExtension(file)}.{test}: {line}\n");
    }
}
