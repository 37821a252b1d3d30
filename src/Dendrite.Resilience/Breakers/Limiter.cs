namespace Dendrite.Resilience.Breakers;

/// <summary>
/// Lets at most so many calls be in flight at once, and refuses the next at once: nobody waits. Any thread may use it; it
/// takes no lock and allocates nothing.
/// </summary>
public sealed class Limiter
{
    private readonly int _limit;
    private int _inFlight;
    private long _refused;

    /// <param name="limit">The most calls in flight at once. Default 10, as a semaphore of Hystrix; at least 1.</param>
    /// <param name="name">What it is called in errors.</param>
    public Limiter(int limit = 10, string name = "limiter")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        (_limit, Name) = (limit, name);
    }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>The most calls in flight at once.</summary>
    public int Limit => _limit;

    /// <summary>The calls in flight now.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>How many calls were refused since it was made.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Takes a place if one is free. Give it back with <see cref="Exit"/>, exactly once.</summary>
    public bool TryEnter()
    {
        // A caller that is refused was never counted in: a place that is free is free to all.
        var inFlight = Volatile.Read(ref _inFlight);
        while (inFlight < _limit)
        {
            var seen = Interlocked.CompareExchange(ref _inFlight, inFlight + 1, inFlight);
            if (seen == inFlight) return true;
            inFlight = seen;
        }
        Interlocked.Increment(ref _refused);
        return false;
    }

    /// <summary>Gives a place back.</summary>
    public void Exit() => Interlocked.Decrement(ref _inFlight);

    /// <summary>Takes a place for the length of a <see langword="using"/> block.</summary>
    /// <exception cref="LimitExceededException">No place is free.</exception>
    public LimiterPlace Enter() => TryEnter() ? new LimiterPlace(this) : throw new LimitExceededException(Name, _limit);

    /// <summary>Makes a call if a place is free.</summary>
    /// <exception cref="LimitExceededException">No place is free; the call was not made.</exception>
    public T Execute<T>(Func<T> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        SynchronousCall<T>.Require(nameof(call));
        using var place = Enter();
        return call();
    }

    /// <inheritdoc cref="Execute{T}"/>
    public void Execute(Action call)
    {
        ArgumentNullException.ThrowIfNull(call);
        using var place = Enter();
        call();
    }

    /// <summary>Makes a call if a place is free.</summary>
    /// <exception cref="LimitExceededException">No place is free; the call was not made.</exception>
    public async ValueTask<T> ExecuteAsync<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        cancellationToken.ThrowIfCancellationRequested();
        using var place = Enter();
        return await call(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="ExecuteAsync{T}"/>
    public async ValueTask ExecuteAsync(Func<CancellationToken, ValueTask> call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        cancellationToken.ThrowIfCancellationRequested();
        using var place = Enter();
        await call(cancellationToken).ConfigureAwait(false);
    }
}
