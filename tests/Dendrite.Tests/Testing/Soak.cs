namespace Dendrite.Testing;

/// <summary>How often a test repeats what chance decides: a few times by default, the long count with <c>./test --soak</c>.</summary>
internal static class Soak
{
    private static readonly bool IsOn = Environment.GetEnvironmentVariable("DENDRITE_SOAK") == "1";

    public static int Count(int usual, int soak) => IsOn ? soak : usual;
}
