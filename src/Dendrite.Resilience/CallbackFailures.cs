using System.Diagnostics;

namespace Dendrite.Resilience;

/// <summary>What code of the user's has thrown that was called in the middle of somebody else's call: counted, told to a trace source, and ended here.</summary>
internal sealed class CallbackFailures(TraceSource trace, string owner)
{
    private long _count;

    /// <summary>Told besides: the callback, and what it threw. For whoever has a logger.</summary>
    public event Action<string, Exception>? Noted;

    public long Count => Interlocked.Read(ref _count);

    public void Note(string callback, Exception exception)
    {
        Interlocked.Increment(ref _count);
        trace.TraceEvent(TraceEventType.Error, 1, "{0} of {1} threw: {2}", callback, owner, exception);
        try
        {
            Noted?.Invoke(callback, exception);
        }
        catch (Exception e)
        {
            // A logger that fails must not take the call with it: its permit and its place have yet to go back.
            trace.TraceEvent(TraceEventType.Error, 1, "Logging of {0} threw: {1}", owner, e);
        }
    }
}
