using Dendrite.Protocol;

namespace Dendrite.Grains.Resources;

/// <summary>Which feeds a resource works for, and in which formats. A feed that does not renew in time is forgotten.</summary>
internal sealed class FeedLeases
{
    /// <summary>How long a lease lasts; feeds renew after a third of it.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    private readonly Dictionary<Guid, (ResourceFormat Formats, DateTimeOffset Ends)> _leases = [];

    /// <summary>How many feeds hold a lease.</summary>
    public int Count => _leases.Count;

    /// <summary>Every format that some feed wants.</summary>
    public ResourceFormat Formats { get; private set; }

    /// <summary>Gives or renews a lease.</summary>
    public void Grant(Guid feed, ResourceFormat formats, DateTimeOffset now)
    {
        _leases[feed] = (formats, now + Duration);
        Recount();
    }

    /// <summary>Ends a lease; false where there was none.</summary>
    public bool Remove(Guid feed)
    {
        var removed = _leases.Remove(feed);
        Recount();
        return removed;
    }

    /// <summary>Forgets the feeds whose time is over; true where that was one or more.</summary>
    public bool Expire(DateTimeOffset now)
    {
        var before = _leases.Count;
        foreach (var (feed, lease) in _leases)
            if (lease.Ends <= now) _leases.Remove(feed);
        Recount();
        return _leases.Count < before;
    }

    private void Recount()
    {
        Formats = ResourceFormat.None;
        foreach (var lease in _leases.Values) Formats |= lease.Formats;
    }
}
