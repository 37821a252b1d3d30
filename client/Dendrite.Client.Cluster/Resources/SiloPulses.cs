using Dendrite.Protocol;

namespace Dendrite.Client.Cluster;

/// <summary>One who waits for a silo's answers, and can be told that none will come.</summary>
internal interface IPulsed
{
    /// <summary>When the silo was last heard of, as a timestamp of the clock.</summary>
    long Heard { get; }

    /// <summary>Asks which silo answers now.</summary>
    Task<SiloAddress> PulseAsync();

    /// <summary>Gives up what is waited for. With a reason where the silo does not answer, without one where the resource is elsewhere.</summary>
    void Cut(ClusterException? why);
}

/// <summary>
/// Asks each silo that something is awaited from whether it lives: every <see cref="Interval"/>, one question a silo however many wait. A silo
/// that is dead, paused or out of reach holds an open enumeration for as long as Orleans's response time-out; here two questions in a row
/// without an answer cut everything that waits for it. An answer by another silo is none. Thread-safe.
/// </summary>
internal sealed class SiloPulses(TimeProvider clock) : IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>How long an answer may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(800);

    private const int FailuresAllowed = 2;

    private readonly Lock _lock = new();
    private readonly Dictionary<SiloAddress, Silo> _silos = [];
    private ITimer? _timer;

    public void Add(SiloAddress address, IPulsed waiting)
    {
        lock (_lock)
        {
            if (!_silos.TryGetValue(address, out var silo)) _silos.Add(address, silo = new Silo());
            silo.Waiting.Add(waiting);
            _timer ??= clock.CreateTimer(_ => Ask(), null, Interval, Interval);
        }
    }

    public void Remove(SiloAddress address, IPulsed waiting)
    {
        lock (_lock)
        {
            if (!_silos.TryGetValue(address, out var silo) || !silo.Waiting.Remove(waiting) || silo.Waiting.Count > 0) return;
            _silos.Remove(address);
            if (_silos.Count > 0) return;
            _timer?.Dispose();
            _timer = null;
        }
    }

    /// <summary>A silo has left the cluster, in order or dead: nothing that waits for it will come.</summary>
    public void Cut(SiloAddress address)
    {
        foreach (var waiting in WaitingFor(address)) waiting.Cut(null);
    }

    /// <summary>Whether a question to a silo is open.</summary>
    internal bool IsAsked(SiloAddress address)
    {
        lock (_lock) return _silos.TryGetValue(address, out var silo) && silo.IsAsked;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _timer?.Dispose();
            _timer = null;
            _silos.Clear();
        }
    }

    private void Ask()
    {
        lock (_lock)
        {
            foreach (var (address, silo) in _silos)
            {
                if (silo.IsAsked) continue;
                silo.IsAsked = true;
                // By turns, so that one resource that has moved away does not speak for its silo.
                var asked = silo.Waiting.ElementAt(silo.Turn++ % silo.Waiting.Count);
                _ = AskAsync(address, silo, asked);
            }
        }
    }

    private async Task AskAsync(SiloAddress address, Silo silo, IPulsed asked)
    {
        var isAlive = false;
        try
        {
            // Off the lock of the caller; the answer's own time-out of Orleans comes seconds later.
            await Task.Yield();
            var pulse = asked.PulseAsync();
            pulse.Ignore();
            isAlive = address.Equals(await pulse.WaitAsync(Limit, clock).ConfigureAwait(false));
            if (!isAlive) asked.Cut(null);
        }
        catch (Exception e) when (e is TimeoutException || ClusterFaults.Of(e) is not null)
        {
            // No answer, which is counted below.
        }
        List<IPulsed> silent = [];
        lock (_lock)
        {
            silo.IsAsked = false;
            if (isAlive)
            {
                silo.Failures = 0;
                return;
            }
            if (silo.Failures++ == 0) silo.FirstFailure = clock.GetTimestamp();
            if (silo.Failures < FailuresAllowed) return;
            // What has been heard of meanwhile waits for a silo that is slow, not gone.
            silent.AddRange(silo.Waiting.Where(waiting => waiting.Heard < silo.FirstFailure));
            silo.Failures = 0;
        }
        var why = new ClusterException("A silo of the cluster does not answer.");
        foreach (var waiting in silent) waiting.Cut(why);
    }

    private IPulsed[] WaitingFor(SiloAddress address)
    {
        lock (_lock) return _silos.TryGetValue(address, out var silo) ? [.. silo.Waiting] : [];
    }

    private sealed class Silo
    {
        public HashSet<IPulsed> Waiting { get; } = [];

        public int Turn { get; set; }

        public int Failures { get; set; }

        public long FirstFailure { get; set; }

        public bool IsAsked { get; set; }
    }
}
