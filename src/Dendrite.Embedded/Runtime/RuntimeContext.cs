namespace Orleans.Runtime;

/// <summary>The activation whose turn this thread runs.</summary>
internal static class RuntimeContext
{
    [ThreadStatic]
    private static GrainActivation? s_current;

    public static GrainActivation? Current
    {
        get => s_current;
        set => s_current = value;
    }
}
