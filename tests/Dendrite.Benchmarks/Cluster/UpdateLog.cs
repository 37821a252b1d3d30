using System.Diagnostics;
using Dendrite.Protocol;

namespace Dendrite.Benchmarks.Cluster;

/// <summary>When one who listens was told what.</summary>
internal sealed class UpdateLog
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly List<(long At, ResourceEvent Event)> _entries = [];
    private int _goal = int.MaxValue;
    private int _moves;
    private TaskCompletionSource _reached = new();

    public void Add(ResourceEvent @event)
    {
        lock (_lock)
        {
            _entries.Add((Stopwatch.GetTimestamp(), @event));
            if (IsMove(@event) && ++_moves == _goal) _reached.TrySetResult();
        }
    }

    /// <summary>Waits for so many updates more.</summary>
    public async Task MoreAsync(int updates)
    {
        lock (_lock)
        {
            _goal = _moves + updates;
            _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        await _reached.Task.WaitAsync(Limit);
    }

    /// <summary>Since a time: the longest that no update came, and how long it took until it was told that the document may be stale; null where it was not.</summary>
    public (double Silence, double? Stale) Since(long time)
    {
        lock (_lock)
        {
            var after = _entries.Where(entry => entry.At > time).ToArray();
            var moves = after.Where(entry => IsMove(entry.Event)).Select(entry => entry.At).Prepend(time).ToArray();
            var stale = after.Where(entry => entry.Event == ResourceEvent.Stale).Select(entry => (double?)Stopwatch.GetElapsedTime(time, entry.At).TotalSeconds).FirstOrDefault();
            return (moves.Zip(moves.Skip(1), (a, b) => Stopwatch.GetElapsedTime(a, b).TotalSeconds).Max(), stale);
        }
    }

    private static bool IsMove(ResourceEvent @event) => @event is ResourceEvent.Patch or ResourceEvent.Snapshot;
}
