namespace Dendrite.Silo.Telemetry;

/// <summary>How many series there may be in all, so that tags with too many values cost no more than this. Thread-safe.</summary>
internal sealed class SeriesBudget(int limit)
{
    private int _taken;
    private long _dropped;

    /// <summary>Measurements that were dropped because they would have begun one series too many.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= limit) return true;
        Interlocked.Decrement(ref _taken);
        Interlocked.Increment(ref _dropped);
        return false;
    }

    public void GiveBack() => Interlocked.Decrement(ref _taken);
}
