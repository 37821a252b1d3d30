using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Dendrite.Resilience.Harness;

/// <summary>
/// Watches exceptions pass without touching them: each is logged once with its trace, counted for each target that it
/// passes, and reaches the caller as the same object, its stack as it was. Any thread may use it.
/// </summary>
public sealed class ExceptionHarness
{
    /// <summary>The trace source that sightings go to when no log is given; listen to it, or set its level, by this name.</summary>
    public const string Channel = "dendrite.harness";

    internal static readonly TraceSource DefaultSource = new(Channel, SourceLevels.Error);
    private static readonly object Marker = new();

    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<Exception, object> _logged = [];
    private readonly TimeProvider _time;
    private readonly int _capacity;
    private long _uncounted;

    /// <param name="log">Told of each exception once; the trace source <see cref="Channel"/> where null. What it throws is swallowed.</param>
    /// <param name="time">The clock; the system's where null.</param>
    /// <param name="capacity">The most targets counted one by one. Default 1,000; at least 1.</param>
    public ExceptionHarness(Action<ExceptionSighting>? log = null, TimeProvider? time = null, int capacity = 1_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Log = log ?? LogToTrace;
        _time = time ?? TimeProvider.System;
        _capacity = capacity;
    }

    /// <summary>Where sightings go; may be changed while calls run.</summary>
    public Action<ExceptionSighting> Log { get; set; }

    /// <summary>How many exceptions each target has thrown.</summary>
    public IReadOnlyDictionary<string, long> Counts => new Dictionary<string, long>(_counts, StringComparer.Ordinal);

    /// <summary>How many exceptions were of targets beyond the capacity.</summary>
    public long Uncounted => Interlocked.Read(ref _uncounted);

    /// <summary>How many exceptions a target has thrown.</summary>
    public long CountOf(string target) => _counts.GetValueOrDefault(target);

    /// <summary>Makes a call and watches.</summary>
    public T Watch<T>(string target, Func<T> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        SynchronousCall<T>.Require(nameof(call));
        try
        {
            return call();
        }
        catch (Exception e) when (See(target, e))
        {
            throw;
        }
    }

    /// <summary>Makes a call and watches.</summary>
    public void Watch(string target, Action call)
    {
        ArgumentNullException.ThrowIfNull(call);
        try
        {
            call();
        }
        catch (Exception e) when (See(target, e))
        {
            throw;
        }
    }

    /// <summary>Makes a call and watches.</summary>
    public async ValueTask<T> WatchAsync<T>(string target, Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        try
        {
            return await call(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (See(target, e))
        {
            throw;
        }
    }

    /// <summary>Makes a call and watches.</summary>
    public async ValueTask WatchAsync(string target, Func<CancellationToken, ValueTask> call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        try
        {
            await call(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (See(target, e))
        {
            throw;
        }
    }

    /// <summary>A function that is watched each time it is called.</summary>
    public Func<T> Wrap<T>(string target, Func<T> call)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        ArgumentNullException.ThrowIfNull(call);
        SynchronousCall<T>.Require(nameof(call));
        return () => Watch(target, call);
    }

    /// <summary>Counts and logs an exception that is seen elsewhere.</summary>
    /// <returns>Always false, so that it can be the condition of a catch that never catches.</returns>
    public bool See(string target, Exception exception)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        ArgumentNullException.ThrowIfNull(exception);
        var count = Count(target);
        if (!_logged.TryAdd(exception, Marker)) return false;
        try
        {
            Log(new(target, exception, _time.GetUtcNow(), count));
        }
        catch (Exception e)
        {
            // A log that fails must not take the place of what it was told of.
            DefaultSource.TraceEvent(TraceEventType.Error, 2, "The log of a harness failed: {0}", e);
        }
        return false;
    }

    private long Count(string target)
    {
        if (_counts.ContainsKey(target) || _counts.Count < _capacity) return _counts.AddOrUpdate(target, 1, static (_, n) => n + 1);
        return Interlocked.Increment(ref _uncounted);
    }

    private static void LogToTrace(ExceptionSighting sighting) =>
        DefaultSource.TraceEvent(TraceEventType.Error, 1, "Exception in {0}: {1}", sighting.Target, sighting.Exception);
}
