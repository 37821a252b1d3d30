using System.Diagnostics;
using Dendrite.Testing;

namespace Dendrite.Resilience.Timing;

/// <summary>Rows 2.39 to 2.43.</summary>
public sealed class TimingTests
{
    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData(3, "3.0S")]
    [InlineData(0.0031, "3.1mS")]
    [InlineData(0.000003, "3.0uS")]
    [InlineData(0.000000003, "3.0nS")]
    [InlineData(0, "0.0S")]
    [InlineData(-0.25, "-250.0mS")]
    [InlineData(1.2345, "1.23S")]
    [InlineData(0.999999, "1.0S")]
    [InlineData(0.5, "500.0mS")]
    [InlineData(3600, "3600.0S")]
    [InlineData(1e-12, "0.0nS")]
    public void PrettyDuration_OfSeconds_HasTheFittingUnit(double seconds, string expected) => Assert.Equal(expected, PrettyDuration.Format(seconds));

    [Fact]
    public void PrettyDuration_OfNoNumber_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => PrettyDuration.Format(double.NaN));

    [Fact]
    public void Interval_StartedAndStopped_MeasuresTheClock()
    {
        var timer = new RequestTimer(_time);
        var interval = timer.Interval("load", "from disk");
        Advance(1500);
        Assert.True(interval.IsRunning);
        Assert.Equal(1.5, interval.Duration!.Value.TotalSeconds, 4);
        interval.Stop();
        Advance(500);
        Assert.Equal(1.5, interval.Duration!.Value.TotalSeconds, 4);
        Assert.Throws<InvalidOperationException>(interval.Stop);
        Assert.Throws<InvalidOperationException>(() => interval.Interval("too late"));
    }

    [Fact]
    public void Interval_WhileTheTimeOfDayGoesBack_IsUnaffected()
    {
        var clock = new AdjustedClock();
        var timer = new RequestTimer(clock);
        clock.Go(seconds: 1, adjustment: TimeSpan.FromHours(-1));
        using var interval = timer.Interval("load");
        clock.Go(seconds: 2, adjustment: TimeSpan.FromDays(-1));
        interval.Stop();
        clock.Go(seconds: 3, adjustment: TimeSpan.FromDays(400));
        Assert.Equal((1.0, 3.0, 2.0, 6.0), (interval.Start.TotalSeconds, interval.End!.Value.TotalSeconds, interval.Duration!.Value.TotalSeconds, timer.Elapsed.TotalSeconds));
    }

    [Fact]
    public void Mark_IsAnEventAndARunningIntervalIsNot()
    {
        var timer = new RequestTimer(_time);
        using var interval = timer.Interval("work");
        var mark = timer.Mark("half way");
        Assert.Equal((TimingKind.Interval, TimingKind.Event), (interval.Kind, mark.Kind));
        Assert.Equal((true, false), (interval.IsRunning, mark.IsRunning));
        Assert.Null(mark.Duration);
        Assert.Same(interval, mark.Parent);
        Assert.Throws<InvalidOperationException>(mark.Stop);
        Assert.Throws<InvalidOperationException>(() => mark.Mark("inside"));
    }

    [Fact]
    public void Report_OfATree_IsTheGoldenText()
    {
        var timer = new RequestTimer(_time);
        Advance(10);
        using (timer.Interval("request", "GET /"))
        {
            using (timer.Interval("database"))
            {
                Advance(200);
                timer.Mark("connected");
                using (timer.Interval("query")) Advance(50);
            }
            timer.Mark("rendering");
            Advance(1000);
        }
        var running = timer.Interval("late");
        Assert.Equal(
            """
                 0.010    1.25S + request: GET /
                     V  250.0mS | + database
                 0.210          | | - connected
                     V   50.0mS | | + query
                 0.260          | | =
                     V          | =
                     V          | - rendering
                 1.260          =
                     V  running + late

            """,
            timer.Report());
        Assert.Same(running, timer.Entries[^1]);
    }

    [Fact]
    public async Task Intervals_OfParallelWork_NestEachInItsOwnFlow()
    {
        var timer = new RequestTimer(_time);
        using var root = timer.Interval("root");
        var gate = new Gate();
        var work = Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
        {
            using var outer = timer.Interval($"outer{i}");
            await gate.Opened;
            using var inner = timer.Interval($"inner{i}");
            Assert.Same(outer, inner.Parent);
            Assert.Same(root, outer.Parent);
        }));
        gate.Open();
        await work;
        Assert.Equal(9, timer.Entries.Count);
    }

    [Fact]
    public void Entries_BeyondTheCapacity_AreCounted()
    {
        var timer = new RequestTimer(_time, capacity: 2);
        for (var i = 0; i < 5; i++) timer.Interval("x").Dispose();
        Assert.Equal((2, 3L), (timer.Entries.Count, timer.Dropped));
        Assert.Equal(4, timer.Report().Count(c => c == '\n'));
    }

    [Fact]
    public void ServerTiming_OfEndedIntervals_IsAValidHeader()
    {
        var timer = new RequestTimer(_time);
        using (timer.Interval("total"))
        {
            using (timer.Interval("db", "the \"main\" one")) Advance(20);
            using (timer.Interval("db")) Advance(30);
            using (timer.Interval("cache read")) Advance(5);
            timer.Mark("event");
            var header = timer.ToServerTiming();
            Assert.Equal("db;dur=50;desc=\"the \\\"main\\\" one\", cache_read;dur=5;desc=\"cache read\"", Rounded(header));
        }
    }

    [Fact]
    public void Intervals_WhileSomebodyListens_AreActivities()
    {
        var stopped = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RequestTimer.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = stopped.Add,
        };
        ActivitySource.AddActivityListener(listener);
        var name = Guid.NewGuid().ToString();
        var timer = new RequestTimer(_time);
        using (timer.Interval(name))
        {
            using (timer.Interval(name + ".inner")) timer.Mark("event");
        }
        var ours = stopped.Where(a => a.OperationName.StartsWith(name, StringComparison.Ordinal)).ToArray();
        Assert.Equal([name + ".inner", name], ours.Select(a => a.OperationName));
        Assert.Equal(ours[1].SpanId, ours[0].ParentSpanId);
        Assert.Equal("event", Assert.Single(ours[0].Events).Name);
    }

    [Fact]
    public void CpuTime_OfABusyLoop_IsSeen()
    {
        foreach (var clock in new[] { CpuClock.Process, CpuClock.Thread })
        {
            var read = clock.Read();
            if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()) Assert.NotNull(read);
            if (read is not { } start) continue;
            var interval = new RequestTimer(_time, clock).Interval("busy");
            while (clock.Read() - start < TimeSpan.FromMilliseconds(15)) Thread.SpinWait(1000);
            interval.Stop();
            Assert.True(interval.CpuTime > TimeSpan.FromMilliseconds(5), $"{interval.CpuTime}");
        }
    }

    /// <summary>A thread that waits uses no processor, whatever another does meanwhile.</summary>
    [Fact]
    public void CpuTime_OfAThreadThatWaits_IsAboutZeroAndWithoutTheWorkOfAnother()
    {
        if (CpuClock.Thread.Read() is null) return;
        using var begun = new ManualResetEvent(false);
        using var gate = new ManualResetEvent(false);
        TimingEntry? interval = null;
        var waiter = new Thread(() =>
        {
            interval = new RequestTimer(_time, CpuClock.Thread).Interval("waits");
            begun.Set();
            gate.WaitOne();
            interval.Stop();
        });
        waiter.Start();
        begun.WaitOne();
        var work = new RequestTimer(_time, CpuClock.Thread).Interval("works");
        var start = CpuClock.Thread.Read();
        while (CpuClock.Thread.Read() - start < TimeSpan.FromMilliseconds(100)) Thread.SpinWait(1000);
        work.Stop();
        gate.Set();
        waiter.Join();
        Assert.InRange(interval!.CpuTime!.Value, TimeSpan.Zero, TimeSpan.FromMilliseconds(20));
        Assert.InRange(work.CpuTime!.Value, TimeSpan.FromMilliseconds(90), TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public void CpuTime_OfAnotherThread_IsUnknownNotWrong()
    {
        var interval = new RequestTimer(_time, CpuClock.Thread).Interval("moved");
        var thread = new Thread(interval.Stop);
        thread.Start();
        thread.Join();
        Assert.Null(interval.CpuTime);
    }

    private static string Rounded(string header) => header.Replace("49.999", "50", StringComparison.Ordinal).Replace("4.999", "5", StringComparison.Ordinal);

    private void Advance(int milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>Work that went on after its interval had ended failed at its next mark.</summary>
    [Fact]
    public async Task Marks_AfterTheIntervalEnded_AreWithinWhatStillRuns()
    {
        var timer = new RequestTimer(_time);
        using var root = timer.Interval("root");
        var gate = new Gate();
        Task<(TimingEntry Mark, TimingEntry Inner)> later;
        using (timer.Interval("short")) later = WorkAsync();
        gate.Open();
        var (mark, inner) = await later;
        Assert.Same(root, mark.Parent);
        Assert.Same(root, inner.Parent);

        async Task<(TimingEntry, TimingEntry)> WorkAsync()
        {
            await gate.Opened;
            var mark = timer.Mark("late");
            using var inner = timer.Interval("later");
            return (mark, inner);
        }
    }

    [Fact]
    public void Mark_OfAnIntervalThatHasEnded_IsWithinWhatStillRuns()
    {
        var timer = new RequestTimer(_time);
        using var root = timer.Interval("root");
        var ended = root.Interval("ended");
        ended.Stop();
        Assert.Same(root, ended.Mark("late").Parent);
        root.Stop();
        Assert.Null(ended.Mark("very late").Parent);
    }

    /// <summary>Its time of day is set now and then; its timestamps go on.</summary>
    private sealed class AdjustedClock : TimeProvider
    {
        private DateTimeOffset _now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        private long _timestamp = 17;

        public override long TimestampFrequency => 1000;

        public override DateTimeOffset GetUtcNow() => _now;

        public override long GetTimestamp() => _timestamp;

        public void Go(int seconds, TimeSpan adjustment)
        {
            _timestamp += seconds * TimestampFrequency;
            _now += TimeSpan.FromSeconds(seconds) + adjustment;
        }
    }
}
