namespace Dendrite.Edge.Webhooks;

/// <summary>What of events is worth a line in the log: anybody can send some, so that each kind of trouble of each backend is told once in a while.</summary>
/// <remarks>Backends are configured and reasons few, which bounds it. Thread-safe.</remarks>
internal sealed class PokeNotices(TimeProvider clock)
{
    /// <summary>How long nothing more is said of the same.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Backend, string Reason), long> _told = [];

    /// <summary>Whether it is to be said now; it counts as said.</summary>
    public bool IsDue(string backend, string reason)
    {
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            if (_told.TryGetValue((backend, reason), out var last) && clock.GetElapsedTime(last, now) < Period) return false;
            _told[(backend, reason)] = now;
            return true;
        }
    }
}
