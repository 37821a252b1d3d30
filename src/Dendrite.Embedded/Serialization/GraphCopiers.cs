namespace Orleans.Serialization.Cloning;

/// <summary>Copies what can be made empty and filled afterwards, so that a cycle through it stays a cycle.</summary>
internal abstract class FilledCopier<T> : IDeepCopier<T>
    where T : class
{
    public T DeepCopy(T input, CopyContext context)
    {
        if (context.TryGetCopy<T>(input, out var known)) return known!;
        var copy = Make(input);
        context.RecordCopy(input, copy);
        Fill(input, copy, context);
        return copy;
    }

    protected abstract T Make(T input);

    protected abstract void Fill(T input, T copy, CopyContext context);
}

/// <summary>Copies what can only be made whole. An item that leads back to it meets the original: there is no copy yet.</summary>
internal abstract class RebuiltCopier<T> : IDeepCopier<T>
    where T : class
{
    public T DeepCopy(T input, CopyContext context)
    {
        if (context.TryGetCopy<T>(input, out var known)) return known!;
        context.RecordCopy(input, input);
        var copy = Rebuild(input, context);
        context.RecordCopy(input, copy);
        return copy;
    }

    protected abstract T Rebuild(T input, CopyContext context);
}
