namespace Dendrite.Resilience.Guards;

/// <summary>Deadlines that wait to be used again; a bounded number of them.</summary>
internal sealed class DeadlinePool(TimeProvider time)
{
    private const int Capacity = 64;

    private readonly Deadline?[] _spare = new Deadline?[Capacity];
    private Deadline? _last;

    public Deadline Rent()
    {
        if (Interlocked.Exchange(ref _last, null) is { } last) return last;
        for (var i = 0; i < _spare.Length; i++)
            if (_spare[i] is not null && Interlocked.Exchange(ref _spare[i], null) is { } spare) return spare;
        return new Deadline(time);
    }

    /// <summary>Ends the call of a deadline and keeps it if it can be used again.</summary>
    /// <returns>Whether its time had come.</returns>
    public bool Return(Deadline deadline)
    {
        if (!deadline.Stop(out var fired))
        {
            deadline.Dispose();
            return fired;
        }
        if (_last is null && Interlocked.CompareExchange(ref _last, deadline, null) is null) return false;
        for (var i = 0; i < _spare.Length; i++)
            if (_spare[i] is null && Interlocked.CompareExchange(ref _spare[i], deadline, null) is null) return false;
        deadline.Dispose();
        return false;
    }
}
