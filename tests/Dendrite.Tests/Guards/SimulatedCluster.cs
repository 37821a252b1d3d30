using Dendrite.Grains.Guards;
using Dendrite.Resilience.Breakers;
using Dendrite.Testing;

namespace Dendrite.Guards;

/// <summary>
/// Silos that call one backend at a steady rate, with the library's breakers, the grain's decider and a network that takes
/// its time, on a clock of its own. Reports go as the silo's reporter sends them: every 500 ms, and at once after a failure
/// or while the breaker is not closed, one at a time.
/// </summary>
internal sealed class SimulatedCluster
{
    private readonly ManualTimeProvider _clock = new();
    private readonly PriorityQueue<Action, (DateTimeOffset, long)> _events = new();
    private readonly Func<SimulatedSilo, TimeSpan, bool> _isWell;
    private readonly ClusterBreaker? _cluster;
    private readonly TimeSpan _delay;
    private readonly DateTimeOffset _start;
    private long _order;

    /// <param name="callsPerSecond">Of each silo.</param>
    /// <param name="isWell">Whether the backend answers a silo at a time.</param>
    /// <param name="shared">Whether there is a cluster's breaker; false for separate ones.</param>
    /// <param name="random">Where given, calls come at random times of the same mean rate.</param>
    /// <param name="silos">How many there are.</param>
    public SimulatedCluster(double callsPerSecond, Func<SimulatedSilo, TimeSpan, bool> isWell, bool shared, Random? random = null, int silos = 5)
    {
        _isWell = isWell;
        _start = _clock.GetUtcNow();
        _delay = TimeSpan.FromMilliseconds(2);
        if (shared) _cluster = new ClusterBreaker(ClusterJudgementTests.Thresholds, new BreakerDecision());
        Silos = [.. Enumerable.Range(0, silos).Select(i => new SimulatedSilo(i, _clock))];
        foreach (var silo in Silos)
        {
            silo.Breaker.Transitioned += t =>
            {
                if (t.To == BreakerState.Open) silo.OpenedAt ??= t.At;
            };
            var interval = TimeSpan.FromSeconds(1 / callsPerSecond);
            CallLater(silo, interval * (silo.Index + 1) / silos, () => random is null ? interval : interval * -Math.Log(1 - random.NextDouble()));
            if (shared) Tick(silo, TimeSpan.FromMilliseconds(100 * silo.Index));
        }
    }

    public IReadOnlyList<SimulatedSilo> Silos { get; }

    public List<TimeSpan> Probes { get; } = [];

    public int FailedBeforeAllOpen { get; private set; }

    public TimeSpan Elapsed => _clock.GetUtcNow() - _start;

    public void Run(TimeSpan until)
    {
        while (_events.TryPeek(out var action, out var at) && at.Item1 - _start <= until)
        {
            _events.Dequeue();
            if (at.Item1 > _clock.GetUtcNow()) _clock.Advance(at.Item1 - _clock.GetUtcNow());
            action();
        }
    }

    private void After(TimeSpan delay, Action action) => _events.Enqueue(action, (_clock.GetUtcNow() + delay, _order++));

    private void CallLater(SimulatedSilo silo, TimeSpan wait, Func<TimeSpan> next) => After(wait, () =>
    {
        Call(silo);
        CallLater(silo, next(), next);
    });

    private void Tick(SimulatedSilo silo, TimeSpan wait) => After(wait, () =>
    {
        Report(silo);
        Tick(silo, TimeSpan.FromMilliseconds(500));
    });

    private void Call(SimulatedSilo silo)
    {
        if (!silo.Breaker.TryEnter(out var permit)) silo.Refused++;
        else
        {
            var well = _isWell(silo, Elapsed);
            if (!well) silo.Failed++;
            if (!well && Silos.Any(s => s.OpenedAt is null)) FailedBeforeAllOpen++;
            if (permit.IsProbe) Probes.Add(Elapsed);
            silo.Breaker.Complete(permit, well ? CallVerdict.Success : CallVerdict.Failure);
            if (well && !permit.IsProbe) return;
        }
        Report(silo);
    }

    private void Report(SimulatedSilo silo)
    {
        if (_cluster is null) return;
        if (silo.IsReporting)
        {
            silo.ReportAgain = true;
            return;
        }
        silo.IsReporting = true;
        var report = silo.Compose();
        After(_delay, () =>
        {
            var now = _clock.GetUtcNow();
            if (_cluster.Report(report, isAlone: Silos.Count == 1, now) is { } next)
            {
                _cluster.Commit(next);
                foreach (var other in Silos) Push(other, now);
            }
            var answer = _cluster.AnswerFor(silo.Name, now).ToDirective();
            After(_delay, () =>
            {
                silo.Breaker.Apply(answer);
                silo.IsReporting = false;
                if (!silo.ReportAgain) return;
                silo.ReportAgain = false;
                Report(silo);
            });
        });
    }

    private void Push(SimulatedSilo silo, DateTimeOffset now)
    {
        var directive = _cluster!.AnswerFor(silo.Name, now).ToDirective();
        After(_delay, () => silo.Breaker.Apply(directive));
    }
}
