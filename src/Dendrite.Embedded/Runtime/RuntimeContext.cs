namespace Orleans.Runtime;

/// <summary>The activation whose turn this thread runs.</summary>
internal static class RuntimeContext
{
    [ThreadStatic]
    private static GrainActivation? TheCurrent;

    public static GrainActivation? Current
    {
        get => TheCurrent;
        set => TheCurrent = value;
    }
}
