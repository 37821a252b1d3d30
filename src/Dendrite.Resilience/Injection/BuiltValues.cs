namespace Dendrite.Resilience.Injection;

/// <summary>What was built for one call, to be disposed of where the call is never made. Any thread may add.</summary>
internal sealed class BuiltValues : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<object> _values = [];

    public void Add(object? value)
    {
        if (value is not (IAsyncDisposable or IDisposable)) return;
        lock (_lock) _values.Add(value);
    }

    /// <summary>The latest first. One that cannot be disposed of does not keep the others, nor hide why the call was not made.</summary>
    public async ValueTask DisposeAsync()
    {
        object[] values;
        lock (_lock) values = [.. Enumerable.Reverse(_values)];
        foreach (var value in values)
        {
            try
            {
                if (value is IAsyncDisposable later) await later.DisposeAsync().ConfigureAwait(false);
                else ((IDisposable)value).Dispose();
            }
            catch (Exception e)
            {
                System.Diagnostics.Trace.TraceWarning("{0}, built for a call that was not made, could not be disposed of: {1}", value.GetType(), e);
            }
        }
    }
}
