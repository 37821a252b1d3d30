using System.Threading.Channels;
using Dendrite.Protocol;

namespace Dendrite.Grains.Resources;

/// <summary>The open watches of a resource. Each has a bounded queue; one whose reader is too slow is ended, and comes back to catch up.</summary>
internal sealed class ResourceWatches
{
    /// <summary>How many changes may wait for one watch.</summary>
    public const int QueueCapacity = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Watch> _watches = [];
    private bool _isEnding;

    /// <summary>How many are open.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _watches.Count;
        }
    }

    /// <summary>Every format that some watch wants.</summary>
    public ResourceFormat Formats
    {
        get
        {
            lock (_lock) return _watches.Values.Aggregate(ResourceFormat.None, (all, watch) => all | watch.Formats);
        }
    }

    /// <summary>Every age that some watch wishes, each once.</summary>
    public IReadOnlyCollection<TimeSpan> MaxAges
    {
        get
        {
            lock (_lock) return _watches.Values.All(watch => watch.MaxAges.Count == 0) ? [] : [.. _watches.Values.SelectMany(watch => watch.MaxAges).Distinct()];
        }
    }

    /// <summary>Opens a watch; one of the same name ends. Null after <see cref="End"/>.</summary>
    public Watch? Open(Guid name, ResourceFormat formats, IReadOnlyList<TimeSpan>? maxAges = null)
    {
        var watch = new Watch(name, formats) { MaxAges = maxAges ?? [] };
        lock (_lock)
        {
            if (_isEnding) return null;
            if (_watches.Remove(name, out var before)) before.Complete();
            _watches.Add(name, watch);
        }
        return watch;
    }

    /// <summary>Sets the formats and the ages of a watch that is open.</summary>
    public void Adjust(Guid name, ResourceFormat formats, IReadOnlyList<TimeSpan>? maxAges)
    {
        lock (_lock)
            if (_watches.TryGetValue(name, out var watch)) (watch.Formats, watch.MaxAges) = (formats, maxAges ?? []);
    }

    /// <summary>Forgets a watch that has ended.</summary>
    public void Close(Watch watch)
    {
        lock (_lock)
            if (_watches.GetValueOrDefault(watch.Name) == watch) _watches.Remove(watch.Name);
    }

    /// <summary>Tells all.</summary>
    /// <returns>How many were too slow and have been ended.</returns>
    public int Tell(ResourceChanged change)
    {
        lock (_lock)
        {
            var slow = _watches.Values.Where(watch => !watch.TryTell(change)).ToArray();
            foreach (var watch in slow)
            {
                watch.Complete();
                _watches.Remove(watch.Name);
            }
            return slow.Length;
        }
    }

    /// <summary>Ends all for good: the resource goes elsewhere. An open enumeration would hold up its deactivation.</summary>
    public void End()
    {
        lock (_lock)
        {
            _isEnding = true;
            foreach (var watch in _watches.Values) watch.Complete();
            _watches.Clear();
        }
    }

    /// <summary>One watch.</summary>
    internal sealed class Watch(Guid name, ResourceFormat formats)
    {
        private readonly Channel<ResourceChanged> _queue = Channel.CreateBounded<ResourceChanged>(new BoundedChannelOptions(QueueCapacity) { SingleReader = true });

        public Guid Name => name;

        public ResourceFormat Formats { get; set; } = formats;

        public IReadOnlyList<TimeSpan> MaxAges { get; set; } = [];

        public bool TryTell(ResourceChanged change) => _queue.Writer.TryWrite(change);

        public void Complete() => _queue.Writer.TryComplete();

        public IAsyncEnumerable<ResourceChanged> ReadAllAsync(CancellationToken cancellationToken) => _queue.Reader.ReadAllAsync(cancellationToken);
    }
}
