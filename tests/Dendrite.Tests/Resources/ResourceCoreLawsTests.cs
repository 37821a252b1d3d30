using Dendrite.Diff;
using Dendrite.Protocol;
using Dendrite.Testing;

namespace Dendrite.Resources;

/// <summary>What holds over any sequence of outcomes.</summary>
public sealed class ResourceCoreLawsTests
{
    private static readonly ResourceFormat[] Formats = [ResourceFormat.Patch, ResourceFormat.Merge, ResourceFormat.List, ResourceFormat.Snapshot, ResourceFormat.Auto];

    [Fact]
    public void Law_WhoAppliesEveryToldStep_HasTheDocument_WithPositionsOneApart() => Property.Check(150, random =>
    {
        var host = new CoreHost();
        var script = new Script(random);
        Listener[] listeners = [.. Formats.Select(f => new Listener(f, host.Core))];
        for (var poll = 0; poll < 30; poll++)
        {
            // Some are away for a while; who comes back resumes by position.
            foreach (var listener in listeners)
            {
                if (!listener.IsAway) listener.IsAway = random.Next(8) == 0;
                else if (random.Next(4) == 0) listener.ComeBack(host.Core);
            }
            host.Formats = listeners.Where(l => !l.IsAway).Aggregate(ResourceFormat.None, (all, l) => all | l.Format);
            host.Now = host.Core.Schedule.Due > host.Now ? host.Core.Schedule.Due : host.Now;
            var told = host.Take(script.Next());
            foreach (var listener in listeners.Where(l => !l.IsAway))
            {
                listener.Hear(told);
                listener.AssertIsAt(host.Core);
            }
        }
        foreach (var listener in listeners)
        {
            if (listener.IsAway) listener.ComeBack(host.Core);
            listener.AssertIsAt(host.Core);
        }
    });

    [Fact]
    public void Law_AHostThatDies_RepeatsAPositionButSkipsNone() => Property.Check(150, random =>
    {
        StoredResource? disk = null;
        var now = CoreHost.Start;
        var script = new Script(random);
        var core = Restart();
        var listener = new Listener(Formats[random.Next(Formats.Length)], core);
        for (var poll = 0; poll < 60; poll++)
        {
            now += TimeSpan.FromSeconds(1);
            var transition = core.Apply(script.Next(), listener.Format, now);
            var told = transition.Changes;
            // 0, 1: dies before and after the write; 2: the write fails; 3: dies before it tells what it committed.
            var fate = random.Next(12);
            if (transition.ToStore is { } next)
            {
                Assert.True(next.Position.Follows(core.Position));
                if (disk is not null) Assert.True(next.Position.Follows(disk.Position), $"{disk.Position} is stored, {next.Position} comes next.");
                if (fate is not (0 or 2)) disk = next;
                told = fate == 2 ? core.Refuse(CoreHost.Failure("full"), now).Changes : fate is 0 or 1 ? [] : core.Commit(transition, now);
            }
            if (fate is 0 or 1 or 3)
            {
                core = Restart();
                if (disk is not null && listener.Position.Epoch == core.Position.Epoch) Assert.True(listener.Position.IsAtOrBefore(core.Position), "A listener was told what is not stored.");
                listener.ComeBack(core);
            }
            else listener.Hear(told);
            listener.AssertIsAt(core);
        }

        ResourceCore Restart() => new(CoreHost.Backend, new Random(random.Next()), now, disk);
    });

    /// <summary>A backend of random moods whose document drifts.</summary>
    private sealed class Script(Random random)
    {
        private readonly JsonGenerator _generator = new(random);
        private string _document = "null";

        public PollOutcome Next()
        {
            switch (random.Next(10))
            {
                case 0: return CoreHost.Failure("broken", random.Next(2) == 0 ? null : TimeSpan.FromSeconds(random.Next(100)));
                case 1: return CoreHost.Refusal();
                case 2: return new PollOutcome.NotModified(TimeSpan.FromSeconds(random.Next(5)));
                case 3: return CoreHost.Answer(_document[..^1] + "\u0001");
                case 4: return CoreHost.Answer(_document);
                case 5: return CoreHost.Answer(_document = _generator.Document(20));
                default: return CoreHost.Answer(_document = _generator.Near(_document));
            }
        }
    }

    /// <summary>Applies what it is told, and nothing else.</summary>
    private sealed class Listener
    {
        private byte[]? _document;
        private string _hash = "";
        private bool _isStale;

        public Listener(ResourceFormat format, ResourceCore core)
        {
            Format = format;
            ComeBack(core);
        }

        public ResourceFormat Format { get; }

        public Position Position { get; private set; }

        public bool IsAway { get; set; }

        public void ComeBack(ResourceCore core)
        {
            IsAway = false;
            var start = core.CatchUp(Format, _document is null ? null : Position);
            if (start.Snapshot is { } snapshot) (_document, _hash) = (snapshot.Document.Memory.ToArray(), snapshot.Hash);
            else if (start.Missed.Count > 0) Hear(start.Missed);
            else if (_document is not null && core.Snapshot is null) (_document, _hash) = (null, "");
            Position = start.Position;
            _isStale = core.Staleness is not null;
        }

        public void Hear(IEnumerable<ResourceChanged> told)
        {
            foreach (var change in told)
            {
                if (change.Kind != ChangeKind.Updated)
                {
                    Assert.Equal(Position, change.Position);
                    _isStale = change.Kind == ChangeKind.Stale;
                    continue;
                }
                Assert.True(change.Position.Follows(Position), $"{change.Position} does not follow {Position}.");
                var step = change.StepFor(Format);
                Assert.NotNull(step);
                _document = JsonPatcher.Apply(step.Form.ToDiff(), _document, step.Data.Memory);
                (_hash, Position) = (change.Hash, change.Position);
            }
        }

        public void AssertIsAt(ResourceCore core)
        {
            Assert.Equal((core.Position, core.Staleness is not null, core.Snapshot?.Hash ?? ""), (Position, _isStale, _hash));
            if (_document is not null) Assert.Equal(_hash, JsonIndex.Parse(_document).Hash.ToString());
        }
    }
}
