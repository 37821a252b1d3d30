namespace Orleans.Serialization.Cloning;

/// <summary>Keeps one copy context for each thread.</summary>
public sealed class CopyContextPool
{
    [ThreadStatic]
    private static CopyContext? Free;

    private readonly Action<CopyContext> _return = static used => Free = used;

    private CopyContextPool()
    {
    }

    internal static CopyContextPool Shared { get; } = new();

    public CopyContext GetContext()
    {
        var context = Free ?? new CopyContext(_return);
        Free = null;
        return context;
    }
}
