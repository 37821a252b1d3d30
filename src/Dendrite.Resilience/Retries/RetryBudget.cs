namespace Dendrite.Resilience.Retries;

/// <summary>
/// Keeps retries from multiplying the load of a service that is down: each call earns a share of a token, each retry
/// costs one, and a small income over time keeps rare calls able to retry. After Finagle's RetryBudget. Any thread may
/// use it.
/// </summary>
public sealed class RetryBudget
{
    private const long Token = 1_000_000;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly long _perCall;
    private readonly double _perStamp;
    private readonly long _capacity;
    private long _tokens;
    private long _paidAt;
    private long _refused;

    /// <param name="share">Retries allowed per call. Default 0.2, one retry to five calls; 0 to 1.</param>
    /// <param name="perSecond">Retries allowed per second beside that. Default 1; 0 to 1,000.</param>
    /// <param name="capacity">The most retries saved up, and what it begins with. Default 10; 1 to 1,000,000.</param>
    /// <param name="time">The clock; the system's where null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public RetryBudget(double share = 0.2, double perSecond = 1, int capacity = 10, TimeProvider? time = null)
    {
        if (share is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(share), share, "0 to 1.");
        if (perSecond is not (>= 0 and <= 1000)) throw new ArgumentOutOfRangeException(nameof(perSecond), perSecond, "0 to 1,000.");
        if (capacity is < 1 or > 1_000_000) throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "1 to 1,000,000.");
        _time = time ?? TimeProvider.System;
        _perCall = (long)(share * Token);
        _perStamp = perSecond * Token / _time.TimestampFrequency;
        _tokens = _capacity = capacity * Token;
        _paidAt = _time.GetTimestamp();
    }

    /// <summary>How many retries it could pay for now.</summary>
    public int Available
    {
        get
        {
            lock (_lock) return (int)(Math.Min(_capacity, _tokens + Income(_time.GetTimestamp())) / Token);
        }
    }

    /// <summary>How many retries it refused since it was made.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>A call was made, its first attempt: it earns its share. Takes no lock and allocates nothing.</summary>
    public void Deposit()
    {
        // A full purse, the usual case, is one read of memory.
        if (Volatile.Read(ref _tokens) < _capacity) Interlocked.Add(ref _tokens, _perCall);
    }

    /// <summary>Pays for one retry.</summary>
    /// <returns>False when it can't: the call must end with the failure it has.</returns>
    public bool TryWithdraw()
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            Interlocked.Add(ref _tokens, Income(now));
            _paidAt = now;
            var tokens = Interlocked.Read(ref _tokens);
            if (tokens > _capacity) Interlocked.Add(ref _tokens, _capacity - tokens);
            if (Interlocked.Read(ref _tokens) < Token)
            {
                Interlocked.Increment(ref _refused);
                return false;
            }
            Interlocked.Add(ref _tokens, -Token);
            return true;
        }
    }

    private long Income(long now) => (long)Math.Min(_capacity, (now - _paidAt) * _perStamp);
}
