namespace Dendrite.Resources;

/// <summary>Where permanent redirects of one backend lead (RFC 9110, sections 15.4.2 and 15.4.9). Bounded: what was learned first goes first. Thread-safe.</summary>
internal sealed class RedirectMemory
{
    /// <summary>How many are remembered at most.</summary>
    public const int Capacity = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Uri> _targets = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Where an address leads; null where nothing is known of it.</summary>
    public Uri? Find(Uri from)
    {
        lock (_lock) return _targets.GetValueOrDefault(from.AbsoluteUri);
    }

    /// <summary>Asks there from now on.</summary>
    public void Remember(Uri from, Uri to)
    {
        lock (_lock)
        {
            if (!_targets.ContainsKey(from.AbsoluteUri)) _order.Enqueue(from.AbsoluteUri);
            _targets[from.AbsoluteUri] = to;
            while (_order.Count > Capacity) _targets.Remove(_order.Dequeue());
        }
    }

    /// <summary>Asks the address itself again.</summary>
    public void Forget(Uri from)
    {
        lock (_lock) _targets.Remove(from.AbsoluteUri);
    }
}
