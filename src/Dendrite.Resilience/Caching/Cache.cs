using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Dendrite.Resilience.Caching;

/// <summary>
/// Remembers what functions answered. However many ask for a value that is missing or due, one of them computes it; the
/// others wait, or get the old value where there is one that they may have. Any thread may use it. A computation may ask the
/// cache for other keys; one that would wait for itself fails with the keys on its way. A store that throws costs the
/// remembering, not the answer.
/// </summary>
public sealed class Cache
{
    private readonly ConcurrentDictionary<CacheKey, Flight> _flights = new();
    private readonly AsyncLocal<Flight?> _computing = new();
    private readonly Lock _waiting = new();
    private readonly CacheOptions _options;
    private readonly ICacheStore _store;
    private readonly TimeProvider _time;
    private long _hits;
    private long _stale;
    private long _misses;
    private long _computations;
    private long _earlyComputations;
    private long _failures;
    private long _storeFailures;

    /// <param name="options">Lifetimes; copied. Values live for ever where null.</param>
    /// <param name="store">Where values are kept; a bounded <see cref="MemoryCacheStore"/> where null.</param>
    /// <param name="time">The clock; the system's where null.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">Options are out of range; all are listed.</exception>
    public Cache(CacheOptions? options = null, ICacheStore? store = null, TimeProvider? time = null)
    {
        _options = options?.Copy() ?? new CacheOptions();
        _options.Validate();
        _time = time ?? TimeProvider.System;
        _store = store ?? new MemoryCacheStore(time: _time);
    }

    /// <summary>What it has done since it was made.</summary>
    public CacheCounts Counts => new(
        Interlocked.Read(ref _hits), Interlocked.Read(ref _stale), Interlocked.Read(ref _misses),
        Interlocked.Read(ref _computations), Interlocked.Read(ref _earlyComputations), Interlocked.Read(ref _failures),
        Interlocked.Read(ref _storeFailures));

    /// <summary>The value of a key; computed when it is missing or due.</summary>
    /// <param name="key">What is asked.</param>
    /// <param name="compute">Computes it. Its token is cancelled when everybody who waits for it has gone.</param>
    /// <param name="cancellationToken">Ends this caller's waiting, not the computation that others wait for. Where it is cancelled already nothing is computed.</param>
    /// <exception cref="InvalidOperationException">The computation that asks is what this key waits for.</exception>
    public ValueTask<T> GetAsync<T>(CacheKey key, Func<CancellationToken, ValueTask<T>> compute, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(compute);
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<T>(cancellationToken);
        var found = Find(key, out var entry, out var flight, out var computes);
        if (found) return new((T)entry!.Value!);
        return computes ? ComputeAsync(key, compute, entry, flight!, cancellationToken) : WaitAsync<T>(key, entry, flight!, cancellationToken);
    }

    /// <summary>The value of a key; computed on this thread when it is missing or due and nobody else computes it.</summary>
    public T Get<T>(CacheKey key, Func<T> compute)
    {
        ArgumentNullException.ThrowIfNull(compute);
        SynchronousCall<T>.Require(nameof(compute));
        var task = GetAsync(key, _ => new ValueTask<T>(compute()));
        return task.IsCompleted ? task.GetAwaiter().GetResult() : task.AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Forgets a value. A computation that runs is not stopped, and stores its value when it ends.</summary>
    public bool Remove(CacheKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _store.Remove(key);
    }

    /// <summary>Finds a value that this caller may have now; else the computation to wait for, and whether it is this caller's to make.</summary>
    private bool Find(CacheKey key, out CacheEntry? entry, out Flight? flight, out bool computes)
    {
        while (true)
        {
            flight = null;
            computes = false;
            var now = _time.GetUtcNow();
            var there = TryGetStored(key, out entry);
            if (there && !_options.Expiry.ShouldRecompute(entry!, now, _options.Randomizer()))
            {
                Interlocked.Increment(ref _hits);
                return true;
            }
            var expired = there && now >= entry!.ExpiresAt;
            if (_flights.TryGetValue(key, out var running))
            {
                if (there && MayShow(entry!, now, _options.StaleWhileComputing))
                {
                    Interlocked.Increment(ref expired ? ref _stale : ref _hits);
                    return true;
                }
                if (!running.TryJoin())
                {
                    Land(key, running);
                    continue;
                }
                Interlocked.Increment(ref _misses);
                flight = running;
                return false;
            }
            flight = new Flight(key);
            if (!_flights.TryAdd(key, flight)) continue;
            // Another may have stored the value between the look into the store and the start of this flight.
            if (TryGetStored(key, out var newer) && !ReferenceEquals(newer, entry))
            {
                Land(key, flight);
                flight.Succeed(newer.Value);
                continue;
            }
            Interlocked.Increment(ref _misses);
            Interlocked.Increment(ref _computations);
            if (there && !expired) Interlocked.Increment(ref _earlyComputations);
            computes = true;
            return false;
        }
    }

    private ValueTask<T> ComputeAsync<T>(
        CacheKey key, Func<CancellationToken, ValueTask<T>> compute, CacheEntry? old, Flight flight, CancellationToken cancellationToken)
    {
        // The computation goes on for the others when this caller goes away, so this caller waits like them.
        _ = RunAsync(key, compute, flight);
        return WaitAsync<T>(key, old, flight, cancellationToken);
    }

    private void Land(CacheKey key, Flight flight) => _flights.TryRemove(new KeyValuePair<CacheKey, Flight>(key, flight));

    private async Task RunAsync<T>(CacheKey key, Func<CancellationToken, ValueTask<T>> compute, Flight flight)
    {
        var startedAt = _time.GetTimestamp();
        _computing.Value = flight;
        try
        {
            var value = await compute(flight.Abandoned).ConfigureAwait(false);
            Store(key, NewEntry(value, _time.GetElapsedTime(startedAt)));
            Land(key, flight);
            flight.Succeed(value);
        }
        catch (Exception e)
        {
            Interlocked.Increment(ref _failures);
            Land(key, flight);
            flight.Fail(e);
        }
    }

    private async ValueTask<T> WaitAsync<T>(CacheKey key, CacheEntry? old, Flight flight, CancellationToken cancellationToken)
    {
        var waiter = _computing.Value is { Result.IsCompleted: false } computing ? computing : null;
        if (waiter is not null) WaitFor(waiter, flight);
        try
        {
            return (T)(await flight.Result.WaitAsync(cancellationToken).ConfigureAwait(false))!;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (flight.Leave())
            {
                Land(key, flight);
                flight.Abandon();
            }
            throw;
        }
        catch (Exception) when (old is not null && MayShow(old, _time.GetUtcNow(), _options.StaleOnError))
        {
            Interlocked.Increment(ref _stale);
            return (T)old.Value!;
        }
        finally
        {
            if (waiter is not null)
                lock (_waiting) waiter.WaitsFor.Remove(flight);
        }
    }

    /// <summary>Notes that one computation waits for another, unless that would close a circle in which each waits for ever.</summary>
    private void WaitFor(Flight waiter, Flight flight)
    {
        lock (_waiting)
        {
            if (flight.WayTo(waiter) is { } way)
            {
                flight.Leave();
                throw new InvalidOperationException($"The computation of {waiter.Key} waits for itself: {string.Join(" → ", way.Prepend(waiter).Select(f => f.Key))}.");
            }
            waiter.WaitsFor.Add(flight);
        }
    }

    private bool TryGetStored(CacheKey key, [NotNullWhen(true)] out CacheEntry? entry)
    {
        try
        {
            return _store.TryGet(key, out entry);
        }
        catch (Exception)
        {
            Interlocked.Increment(ref _storeFailures);
            entry = null;
            return false;
        }
    }

    private void Store(CacheKey key, CacheEntry entry)
    {
        try
        {
            _store.Set(key, entry);
        }
        catch (Exception)
        {
            Interlocked.Increment(ref _storeFailures);
        }
    }

    private CacheEntry NewEntry(object? value, TimeSpan computeTime)
    {
        var now = _time.GetUtcNow();
        var expiresAt = _options.NextExpiry is { } next ? next(now) : now + _options.Lifetime;
        var grace = _options.StaleOnError > _options.StaleWhileComputing ? _options.StaleOnError : _options.StaleWhileComputing;
        // A function that judges expiry itself may keep a value for longer than its moment; the store must not drop it then.
        return new(value, now, expiresAt, _options.Expiry is FunctionExpiry ? null : expiresAt + grace, computeTime);
    }

    /// <summary>Whether a value may be shown: it has not expired, or not longer ago than allowed.</summary>
    private static bool MayShow(CacheEntry entry, DateTimeOffset now, TimeSpan grace) => !(now >= entry.ExpiresAt + grace);
}
