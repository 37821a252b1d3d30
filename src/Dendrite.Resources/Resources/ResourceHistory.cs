using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>The last updates of a resource, for listeners that come back. Bounded by number and by bytes, the oldest go first.</summary>
public sealed class ResourceHistory
{
    /// <summary>How many updates are kept at most.</summary>
    public const int MaxUpdates = 256;

    /// <summary>How many bytes they may have together; the last update is kept whatever its size.</summary>
    public const long MaxBytes = 4 << 20;

    /// <summary>A snapshot is sent instead of missed updates that are larger than it by more than this.</summary>
    public const int SnapshotAllowance = 4096;

    private readonly Queue<ResourceChanged> _updates = new();
    private Position _last;
    private long _bytes;

    /// <summary>How many updates are at hand.</summary>
    public int Count => _updates.Count;

    /// <summary>The updates at hand, oldest first.</summary>
    public IReadOnlyCollection<ResourceChanged> All => _updates;

    /// <summary>Keeps an update; one that does not follow the last starts the history anew.</summary>
    public void Add(ResourceChanged update)
    {
        if (_updates.Count > 0 && !update.Position.Follows(_last)) Clear();
        _updates.Enqueue(update);
        _last = update.Position;
        _bytes += SizeOf(update);
        while (_updates.Count > MaxUpdates || (_bytes > MaxBytes && _updates.Count > 1)) _bytes -= SizeOf(_updates.Dequeue());
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _updates.Clear();
        _bytes = 0;
    }

    /// <summary>
    /// The updates that lead from one position to another in one format, oldest first. Null where some of the way is not at
    /// hand in that format, or where a snapshot is smaller by more than <see cref="SnapshotAllowance"/>.
    /// </summary>
    public IReadOnlyList<ResourceChanged>? Between(Position from, Position to, ResourceFormat format, int snapshotBytes)
    {
        if (!from.IsAtOrBefore(to)) return null;
        if (from == to) return [];
        if (_updates.Count == 0 || !_updates.Peek().Position.IsAtOrBefore(from.Next())) return null;
        var way = new List<ResourceChanged>();
        long bytes = 0;
        foreach (var update in _updates)
        {
            if (update.Position.IsAtOrBefore(from)) continue;
            if (update.StepFor(format) is not { } step) return null;
            bytes += step.Data.Length;
            if (bytes > snapshotBytes + SnapshotAllowance) return null;
            way.Add(update);
        }
        return way;
    }

    private static long SizeOf(ResourceChanged update)
    {
        long bytes = 0;
        foreach (var step in update.Steps) bytes += step.Data.Length;
        return bytes;
    }
}
