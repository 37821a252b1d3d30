namespace Dendrite.Resources;

/// <summary>
/// How often one credential of a backend may ask: by what the backend says of its limits, and, where it says nothing, by when it throttles. While there is
/// no limit it lets everything through. Values in, values out; thread-safe.
/// </summary>
/// <remarks>
/// Requests are paced over the rest of the backend's window, a second's worth of them at once. A throttle without a word halves the rate at which was asked; each
/// quiet minute raises it by a tenth, and after an hour it is forgotten.
/// </remarks>
/// <param name="share">How much of what the backend allows may be used, above 0 to 1; the rest is left to others.</param>
internal sealed class Allowance(double share)
{
    /// <summary>The longest that a throttle without a word holds all requests.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Raising = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Forgetting = TimeSpan.FromHours(1);
    private static readonly TimeSpan Observing = TimeSpan.FromSeconds(10);

    private const double Raise = 1.1;
    private const double SlowestRate = 1 / 600.0;

    private readonly Lock _lock = new();
    private DateTimeOffset _notBefore;
    private DateTimeOffset _next;
    private DateTimeOffset _resetAt;
    private DateTimeOffset _throttledAt;
    private DateTimeOffset _raisedAt;
    private double? _told;
    private double? _learned;
    private long? _limit;
    private TimeSpan? _window;
    private int _underWay;
    private DateTimeOffset _since;
    private int _asked;
    private int _askedBefore;

    /// <summary>Among how many this is divided: the silos that ask with the same credential. At least 1.</summary>
    public int Sharers { get; set; } = 1;

    /// <summary>Until when nobody may ask; in the past where somebody may.</summary>
    public DateTimeOffset NotBefore
    {
        get
        {
            lock (_lock) return _notBefore;
        }
    }

    /// <summary>How many requests a second this process may send now; null where it knows of no limit.</summary>
    public double? RateAt(DateTimeOffset now)
    {
        lock (_lock)
        {
            Forget(now);
            return Rate;
        }
    }

    /// <summary>Takes leave to send one request now; <see cref="Done"/> has to be called when it has ended. False where there is none.</summary>
    public bool TryEnter(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (now < NextAt(now)) return false;
            if (Rate is { } rate) _next = Later(_next, now) + TimeSpan.FromSeconds(1 / rate);
            _underWay++;
            Observe(now);
            return true;
        }
    }

    /// <summary>When a request may be sent, as far as is known now.</summary>
    public DateTimeOffset NextAt(DateTimeOffset now)
    {
        lock (_lock)
        {
            Forget(now);
            return Rate is null ? _notBefore : Later(_notBefore + Burst, _next) - Burst;
        }
    }

    /// <summary>A request has ended, whatever came of it.</summary>
    public void Done()
    {
        lock (_lock) _underWay--;
    }

    /// <summary>An answer tells of the limit.</summary>
    public void Told(RateLimitReading reading, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(reading);
        lock (_lock)
        {
            (_limit, _window) = (reading.Limit ?? _limit, reading.Window ?? (reading.Reset > _window || _window is null ? reading.Reset : _window));
            _resetAt = now + reading.Reset;
            // Those that are under way are not in the count yet.
            var usable = reading.Remaining - (1 - share) * (_limit ?? reading.Remaining) - Math.Max(0, _underWay - 1);
            if (usable < 1) _notBefore = Later(_notBefore, _resetAt);
            else Pace(usable / reading.Reset.TotalSeconds, now);
        }
    }

    /// <summary>The backend has thrown a request out.</summary>
    /// <param name="wait">How long it asks to wait; null where it does not say.</param>
    /// <param name="now">The time.</param>
    public void Throttled(TimeSpan? wait, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (wait is { } known)
            {
                _notBefore = Later(_notBefore, now + known);
                return;
            }
            // Those that were under way together are thrown out together, which is one lesson.
            if (_learned is null || now - _throttledAt > TimeSpan.FromSeconds(1 / _learned.Value)) _learned = Math.Max(SlowestRate, Math.Min(_learned ?? double.MaxValue, Observed(now)) / 2);
            (_throttledAt, _raisedAt) = (now, now);
            var pause = TimeSpan.FromSeconds(1 / _learned.Value);
            _notBefore = Later(_notBefore, now + (pause < LongestPause ? pause : LongestPause));
        }
    }

    private double? Rate => (_told, _learned) switch
    {
        (null, null) => null,
        ({ } told, null) => told / Sharers,
        (null, { } learned) => learned,
        ({ } told, { } learned) => Math.Min(told / Sharers, learned),
    };

    private void Pace(double rate, DateTimeOffset now)
    {
        _told = rate;
        // What was sent at a slower rate holds nobody up any more.
        var latest = now + Burst + TimeSpan.FromSeconds(Sharers / rate);
        if (_next > latest) _next = latest;
    }

    private void Forget(DateTimeOffset now)
    {
        if (_resetAt != default && now >= _resetAt)
        {
            _resetAt = default;
            // A new window has begun; until an answer tells, it is as the last.
            _told = _limit is { } limit && _window is { Ticks: > 0 } window ? Math.Max(1, limit * share) / window.TotalSeconds : null;
        }
        if (_learned is null) return;
        if (now - _throttledAt >= Forgetting) _learned = null;
        else
            for (; now - _raisedAt >= Raising; _raisedAt += Raising) _learned *= Raise;
    }

    private void Observe(DateTimeOffset now)
    {
        if (now - _since >= Observing) (_since, _askedBefore, _asked) = (now, now - _since < 2 * Observing ? _asked : 0, 0);
        _asked++;
    }

    /// <summary>How many a second were asked lately.</summary>
    private double Observed(DateTimeOffset now)
    {
        var time = (now - _since).TotalSeconds + (_askedBefore > 0 ? Observing.TotalSeconds : 0);
        return (_asked + _askedBefore) / Math.Max(1, time);
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
