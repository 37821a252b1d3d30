using Dendrite.Contracts.Resources;

namespace Dendrite.Edge.Resources;

/// <summary>What the listeners of this process were sent of each resource's updates, while there are any. Thread-safe.</summary>
internal sealed class Deliveries
{
    private readonly Lock _counting = new();
    private readonly Dictionary<ResourceKey, Counter> _counters = [];

    /// <summary>Counts for one listener until it is disposed.</summary>
    public Delivery Open(ResourceKey resource)
    {
        lock (_counting)
        {
            if (!_counters.TryGetValue(resource, out var counter)) _counters.Add(resource, counter = new Counter());
            counter.Listeners++;
            return new Delivery(this, resource, counter);
        }
    }

    /// <summary>How many updates were sent, each to each listener, and in how many bytes.</summary>
    public (long Updates, long Bytes) Of(ResourceKey resource)
    {
        lock (_counting) return _counters.TryGetValue(resource, out var counter) ? (Interlocked.Read(ref counter.Updates), Interlocked.Read(ref counter.Bytes)) : default;
    }

    private void Close(ResourceKey resource, Counter counter)
    {
        lock (_counting)
            if (--counter.Listeners == 0) _counters.Remove(resource);
    }

    /// <summary>The part of one listener.</summary>
    public sealed class Delivery : IDisposable
    {
        private readonly Deliveries _deliveries;
        private readonly ResourceKey _resource;
        private readonly Counter _counter;
        private int _closed;

        internal Delivery(Deliveries deliveries, ResourceKey resource, Counter counter) => (_deliveries, _resource, _counter) = (deliveries, resource, counter);

        /// <summary>An update was sent to it.</summary>
        public void Add(int bytes)
        {
            Interlocked.Increment(ref _counter.Updates);
            Interlocked.Add(ref _counter.Bytes, bytes);
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _closed, 1) == 0) _deliveries.Close(_resource, _counter);
        }
    }

    internal sealed class Counter
    {
        public int Listeners;
        public long Updates;
        public long Bytes;
    }
}
