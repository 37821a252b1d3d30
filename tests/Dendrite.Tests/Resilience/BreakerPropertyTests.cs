using Dendrite.Testing;

namespace Dendrite.Resilience.Breakers;

/// <summary>The laws of the state machine, under random interleavings of calls, verdicts, time, hands and directives.</summary>
public sealed class BreakerPropertyTests
{
    [Fact]
    public void Probes_UnderAnyInterleaving_NeverExceedThePermits() => Property.Check(300, rng => new Interleaving(rng).Run(400));

    [Fact]
    public void Breaker_AfterAnyInterleaving_ClosesOnceCallsSucceed() => Property.Check(300, rng =>
    {
        var run = new Interleaving(rng);
        run.Run(200);
        run.LetRecover();
    });

    [Fact]
    public async Task HalfOpen_ManyThreadsAtOnce_AdmitOneProbe()
    {
        for (var round = 0; round < 200; round++)
        {
            var time = new ManualTimeProvider();
            var breaker = new Breaker(new() { RequestVolumeThreshold = 1 }, time);
            breaker.Trip("");
            time.Advance(TimeSpan.FromSeconds(6));
            using var start = new Barrier(3);
            var admitted = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
            {
                start.SignalAndWait();
                return breaker.TryEnter(out var _) ? 1 : 0;
            })));
            Assert.Equal(1, admitted.Sum());
        }
    }

    [Fact]
    public async Task Verdicts_FromManyThreads_AreAllCounted()
    {
        var breaker = new Breaker(new() { ErrorThresholdPercentage = 100, RequestVolumeThreshold = int.MaxValue });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
                if (breaker.TryEnter(out var permit)) breaker.Complete(permit, i % 10 == worker ? CallVerdict.Failure : CallVerdict.Success);
        })));
        var evidence = breaker.Drain();
        Assert.Equal((40_000, 4_000), (evidence.Calls, evidence.Failures));
    }

    private sealed class Interleaving
    {
        private readonly ManualTimeProvider _time = new();
        private readonly List<BreakerPermit> _out = [];
        private readonly Random _rng;
        private readonly Breaker _breaker;
        private readonly int _permits;
        private int _granted;
        private long _version;
        private int _admitted;
        private int _returned;
        private long _period = -1;

        public Interleaving(Random rng)
        {
            _rng = rng;
            _permits = _granted = rng.Next(1, 5);
            _breaker = new(new()
            {
                RequestVolumeThreshold = rng.Next(1, 5),
                HalfOpenPermits = _permits,
                MaxSleepWindow = rng.Next(2) == 0 ? null : TimeSpan.FromSeconds(20),
                SlowCallDuration = rng.Next(2) == 0 ? null : TimeSpan.FromSeconds(1),
            }, _time);
            _breaker.Transitioned += t =>
            {
                if (t.To != BreakerState.HalfOpen) return;
                (_period, _admitted, _returned) = (t.Sequence, 0, 0);
                if (t.Authority == BreakerAuthority.Local) _granted = _permits;
            };
        }

        public void Run(int steps)
        {
            for (var i = 0; i < steps; i++) Step();
        }

        /// <summary>Whatever has happened: with nobody forcing it and every call succeeding, it is closed within a bounded time.</summary>
        public void LetRecover()
        {
            if (_breaker.State is BreakerState.ForcedOpen or BreakerState.ForcedClosed or BreakerState.Disabled) _breaker.Reset();
            for (var i = 0; i < 20 && _breaker.State != BreakerState.Closed; i++)
            {
                _time.Advance(TimeSpan.FromSeconds(61));
                while (_breaker.State != BreakerState.Closed && _breaker.TryEnter(out var permit)) _breaker.Complete(permit, CallVerdict.Success);
            }
            Assert.Equal(BreakerState.Closed, _breaker.State);
        }

        private void Step()
        {
            switch (_rng.Next(12))
            {
                case < 5:
                    Enter();
                    break;
                case < 9:
                    Complete();
                    break;
                case 9:
                    _time.Advance(TimeSpan.FromMilliseconds(_rng.Next(8000)));
                    break;
                case 10 when _rng.Next(5) == 0:
                    Direct();
                    break;
                case 11 when _rng.Next(8) == 0:
                    Handle();
                    break;
            }
        }

        private void Enter()
        {
            var before = _breaker.State;
            if (!_breaker.TryEnter(out var permit))
            {
                Assert.NotEqual(BreakerState.Closed, before);
                return;
            }
            _out.Add(permit);
            if (!permit.IsProbe) return;
            Assert.Equal(BreakerState.HalfOpen, _breaker.State);
            Assert.Equal(_period, permit.Generation);
            _admitted++;
            Assert.True(_admitted - _returned <= _granted, $"{_admitted} probes, {_returned} given back, {_granted} permits");
        }

        private void Complete()
        {
            if (_out.Count == 0) return;
            var permit = _out[_rng.Next(_out.Count)];
            _out.Remove(permit);
            var verdict = (CallVerdict)_rng.Next(3);
            var living = permit.IsProbe && permit.Generation == _period && _breaker.State == BreakerState.HalfOpen;
            if (living && verdict == CallVerdict.Ignored) _returned++;
            _breaker.Complete(permit, verdict, TimeSpan.FromSeconds(_rng.Next(3)), _rng.Next(5) == 0 ? TimeSpan.FromSeconds(_rng.Next(10)) : null);
            Assert.InRange(_breaker.Status.ProbesInFlight, 0, _granted);
        }

        private void Direct()
        {
            var state = (BreakerState)_rng.Next(3);
            var probes = _rng.Next(3);
            if (state == BreakerState.HalfOpen) _granted = probes;
            _breaker.Apply(new(++_version, state, "", "", TimeSpan.FromSeconds(_rng.Next(1, 20))) { Probes = probes });
        }

        private void Handle()
        {
            switch (_rng.Next(5))
            {
                case 0:
                    _breaker.Trip("");
                    break;
                case 1:
                    _breaker.Reset();
                    break;
                case 2:
                    _breaker.ForceOpen("");
                    break;
                case 3:
                    _breaker.ForceClose("");
                    break;
                default:
                    _breaker.Disable("");
                    break;
            }
        }
    }
}
