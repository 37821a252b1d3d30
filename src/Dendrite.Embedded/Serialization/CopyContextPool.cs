namespace Orleans.Serialization.Cloning;

/// <summary>Keeps one copy context for each thread.</summary>
public sealed class CopyContextPool
{
    [ThreadStatic]
    private static CopyContext? s_free;

    private readonly Action<CopyContext> _return = static used => s_free = used;

    private CopyContextPool()
    {
    }

    internal static CopyContextPool Shared { get; } = new();

    public CopyContext GetContext()
    {
        var context = s_free ?? new CopyContext(_return);
        s_free = null;
        return context;
    }
}
