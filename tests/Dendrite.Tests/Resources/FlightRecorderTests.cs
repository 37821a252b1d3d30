using Dendrite.Diff;
using Dendrite.Protocol;
using Dendrite.Testing;

namespace Dendrite.Resources;

/// <summary>The record of a resource's polls, from which each document can be made again.</summary>
public sealed class FlightRecorderTests
{
    private const ResourceFormat Formats = ResourceFormat.Patch | ResourceFormat.Merge | ResourceFormat.List;

    /// <summary>A list of 400 of which a few change each time: each of a thousand positions gives its document, and the record is small beside a thousand documents.</summary>
    [Theory]
    [InlineData(Formats)]
    [InlineData(ResourceFormat.List)]
    [InlineData(ResourceFormat.None)]
    public void Documents_OfAllPositions_AreThoseThatWere_InAtMostATwentiethOfTheBytes(ResourceFormat formats)
    {
        Property.Check(1, random => CheckDocuments(formats, random));
    }

    private static void CheckDocuments(ResourceFormat formats, Random random)
    {
        var flight = new Host(formats);
        var items = Enumerable.Range(0, 400).Select(id => (Id: id, Value: random.Next(), Text: new string((char)('a' + id % 26), 40))).ToArray();
        long whole = 0;
        var documents = new Dictionary<Position, string>();
        for (var poll = 0; poll < 1000; poll++)
        {
            for (var change = 0; change < 2; change++) items[random.Next(items.Length)].Value = random.Next();
            var json = $$"""{"items":[{{string.Join(',', items.Select(i => $$"""{"id":{{i.Id}},"value":{{i.Value}},"text":"{{i.Text}}"}"""))}}]}""";
            flight.Poll(CoreHost.Answer(json));
            documents[flight.Core.Position] = flight.Core.Snapshot!.Hash;
            whole += json.Length;
        }
        Assert.Equal(1000, documents.Count);
        foreach (var (position, hash) in documents) Assert.Equal(hash, flight.HashAt(position));
        Assert.True(flight.Bytes * 20 <= whole, $"{flight.Bytes} bytes beside {whole}.");
        Assert.Equal(1000, flight.AllPolls.Count);
    }

    [Fact]
    public void Document_BetweenQuietPolls_IsFoundByTime()
    {
        var flight = new Host(Formats);
        flight.Poll(CoreHost.Answer("""{"n":1}"""));
        for (var poll = 0; poll < 100; poll++) flight.Poll(new PollOutcome.NotModified(TimeSpan.Zero));
        flight.Poll(CoreHost.Answer("""{"n":2}"""));
        for (var poll = 0; poll < 100; poll++) flight.Poll(CoreHost.Failure("broken"));
        var (first, last) = (flight.AllPolls[0].At, flight.AllPolls[^1].At);
        Assert.Null(flight.PositionAt(first.AddSeconds(-1)));
        Assert.Equal((1L, 1L, 2L, 2L), (flight.PositionAt(first)!.Value.Sequence, flight.PositionAt(first.AddSeconds(99))!.Value.Sequence, flight.PositionAt(first.AddSeconds(101))!.Value.Sequence, flight.PositionAt(last.AddDays(1))!.Value.Sequence));
    }

    [Fact]
    public void Chunk_IsFull_AtSoManyPollsOrBytes_AndTheNextHasTheNextNumber()
    {
        var recorder = new FlightRecorder(1000);
        Assert.Equal(33, recorder.Slots);
        for (var poll = 0; poll < FlightRecorder.ChunkPolls; poll++)
        {
            Assert.False(recorder.IsFull);
            recorder.Add(new PollRecord(default, PollResult.Unchanged, 200, 1, default, default, default, PollRule.Quiet, null));
        }
        Assert.True(recorder.IsFull);
        Assert.Equal(0, recorder.Close().Number);
        Assert.Equal((1L, true, true, false), (recorder.Number, recorder.IsEmpty, recorder.HasNoBase, recorder.IsFull));
        var (one, two) = (new Position(1, 1), new Position(1, 2));
        recorder.Add(new FlightStep(two, ResourceFormat.Patch, new Utf8Json(new byte[FlightRecorder.ChunkBytes])), one);
        Assert.Equal((true, true, false), (recorder.IsFull, recorder.Follows(two), recorder.Follows(one)));
        var chunk = recorder.Close();
        Assert.Equal((one, true, true, false), (chunk.Base, chunk.Reaches(one), chunk.Reaches(two), chunk.Reaches(two.Next())));
    }

    /// <summary>Each kind of outcome is on record as what it was, with the reason for the wait after it.</summary>
    [Fact]
    public void Records_OfEachOutcome_SayWhatItWasAndWhyTheNextComesThen()
    {
        var flight = new Host(Formats);
        (PollOutcome Outcome, PollResult Result, int? Status, PollRule Rule)[] cases =
        [
            (CoreHost.Answer("1"), PollResult.Changed, 200, PollRule.Changed),
            (CoreHost.Answer("1"), PollResult.Unchanged, 200, PollRule.Quiet),
            (new PollOutcome.NotModified(TimeSpan.Zero), PollResult.NotModified, 304, PollRule.Quiet),
            (new PollOutcome.NotModified(TimeSpan.FromSeconds(40)), PollResult.NotModified, 304, PollRule.Freshness),
            (new PollOutcome.NotModified(TimeSpan.Zero) { Took = TimeSpan.FromSeconds(7.9) }, PollResult.NotModified, 304, PollRule.SlowAnswer),
            (CoreHost.Failure("broken"), PollResult.Failed, 500, PollRule.Backoff),
            (CoreHost.Failure("broken", TimeSpan.FromMinutes(2)), PollResult.Failed, 500, PollRule.RetryAfter),
            (CoreHost.Answer("no json"), PollResult.Failed, 200, PollRule.Backoff),
            (CoreHost.Refusal(), PollResult.Refused, null, PollRule.BreakerOpen),
            (new PollOutcome.Throttled("limit", 429, TimeSpan.FromSeconds(9)), PollResult.Throttled, 429, PollRule.Throttled),
            (new PollOutcome.Busy(CoreHost.Start, "full"), PollResult.Busy, null, PollRule.Busy),
            (new PollOutcome.Failed(DendriteErrorCode.Gone, "gone", 404), PollResult.Gone, 404, PollRule.Gone),
        ];
        foreach (var (outcome, result, status, rule) in cases)
        {
            flight.Poll(outcome);
            var last = flight.AllPolls[^1];
            Assert.Equal((result, status, rule, flight.Core.Due), (last.Result, last.StatusCode, last.Rule, last.Next));
            Assert.Equal(outcome is PollOutcome.Failed or PollOutcome.Throttled or PollOutcome.Busy || result == PollResult.Failed, last.Reason is not null);
        }
        flight.Core.Schedule.Poke(flight.Now.AddDays(1));
        Assert.Equal(PollRule.Poked, flight.Core.Schedule.Rule);
        flight.Core.Pause("by hand", flight.Now);
        flight.Poll(CoreHost.Failure(new string('x', 5000)));
        Assert.Equal((PollRule.Paused, PollRecord.LongestReason), (flight.AllPolls[^1].Rule, flight.AllPolls[^1].Reason!.Length));
    }

    /// <summary>Hosts a core and its record as a grain does, with dictionaries for the store.</summary>
    private sealed class Host(ResourceFormat formats)
    {
        private readonly FlightRecorder _recorder = new(1000);
        private readonly Dictionary<long, FlightChunk> _chunks = [];
        private readonly Dictionary<long, Utf8Json> _bases = [];

        public ResourceCore Core { get; } = new(CoreHost.Backend, new Random(1), CoreHost.Start);

        public DateTimeOffset Now { get; private set; } = CoreHost.Start;

        public IReadOnlyList<PollRecord> AllPolls => [.. Chunks().OrderBy(chunk => chunk.Number).SelectMany(chunk => chunk.Polls)];

        public long Bytes => _bases.Values.Sum(document => (long)document.Length) + Chunks().Sum(chunk => chunk.Steps.Sum(step => (long)step.Data.Length));

        public void Poll(PollOutcome outcome)
        {
            Now += TimeSpan.FromSeconds(1);
            var (from, before) = (Core.Position, Core.Document);
            var transition = Core.Apply(outcome, formats, Now);
            if (transition.ToStore is not null) Core.Commit(transition, Now);
            if (transition.Step is { } step && before is not null)
            {
                if (_recorder.HasNoBase) _bases[_recorder.Number] = before;
                _recorder.Add(step, from);
            }
            _recorder.Add(Core.RecordOf(outcome, Now));
            if (_recorder.IsFull) _chunks[_recorder.Number] = _recorder.Close();
        }

        public string HashAt(Position position)
        {
            if (position == Core.Position) return Core.Snapshot!.Hash;
            var chunk = Chunks().First(chunk => chunk.Reaches(position));
            return JsonIndex.Parse(chunk.DocumentAt(position, _bases[chunk.Number].Memory)).Hash.ToString();
        }

        public Position? PositionAt(DateTimeOffset time) => Chunks().OrderByDescending(chunk => chunk.Number).Select(chunk => chunk.PositionAt(time)).FirstOrDefault(position => position is not null);

        private IEnumerable<FlightChunk> Chunks() => [.. _chunks.Values, _recorder.Open];
    }
}
