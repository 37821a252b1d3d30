using Dendrite.Testing;

namespace Dendrite.Resources;

/// <summary>When a resource is polled whose backend tells of its changes.</summary>
public sealed class PokeScheduleTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly BackendDefinition Backend = new()
    {
        Name = "b",
        BaseAddress = new Uri("stub:"),
        MinInterval = TimeSpan.FromSeconds(2),
        MaxInterval = TimeSpan.FromSeconds(30),
        Pokes = new PokeDefinition { Signature = PokeSigning.GitHub, Secrets = ["s"], Rules = [new PokeRule { Poke = PokeTemplate.Parse("**") }] },
    };

    /// <summary>Played minute by minute: seldom while pokes come, as before when they stop.</summary>
    [Fact]
    public void Told_OverTwoDays_PollsAtTheSafetyIntervalForADayAndThenAsBefore()
    {
        var schedule = new PollSchedule(Backend, new Random(1));
        var polls = new List<DateTimeOffset>();
        Quiet(schedule, polls, Now, Now.AddHours(1));
        Assert.InRange(polls.Count, 100, 150);
        var told = Now.AddHours(1);
        schedule.Told(told);
        polls.Clear();
        Quiet(schedule, polls, told, told.AddHours(23));
        Assert.InRange(polls[0] - told, TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
        Assert.All(polls.Zip(polls.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, TimeSpan.FromMinutes(4.5), TimeSpan.FromMinutes(5.5)));
        Assert.Equal(TimeSpan.FromMinutes(5), schedule.IntervalAt(told.AddHours(23)));
        Assert.Equal(Backend.MaxInterval, schedule.IntervalAt(told.AddDays(1)));
        polls.Clear();
        Quiet(schedule, polls, told.AddDays(1).AddMinutes(6), told.AddDays(1).AddHours(1));
        Assert.All(polls.Skip(1).Zip(polls.Skip(2)), pair => Assert.InRange(pair.Second - pair.First, Backend.MaxInterval * 0.9, Backend.MaxInterval * 1.1));
    }

    [Fact]
    public void Told_Again_BeginsTheTimeAnew()
    {
        var schedule = new PollSchedule(Backend, new Random(1));
        schedule.Told(Now);
        schedule.Told(Now.AddHours(20));
        Assert.Equal(TimeSpan.FromMinutes(5), schedule.IntervalAt(Now.AddHours(30)));
    }

    /// <summary>Who polls once an hour is not to poll oftener for being told.</summary>
    [Fact]
    public void IntervalAt_LongerThanTheSafetyInterval_Stays()
    {
        var schedule = new PollSchedule(Backend with { MinInterval = TimeSpan.FromHours(1), MaxInterval = TimeSpan.FromHours(2) }, new Random(1));
        schedule.Told(Now);
        Assert.Equal(TimeSpan.FromHours(1), schedule.IntervalAt(Now));
    }

    [Fact]
    public void Told_ByABackendWithoutPokes_ChangesNoInterval()
    {
        var schedule = new PollSchedule(Backend with { Pokes = null }, new Random(1));
        schedule.Told(Now);
        Assert.Equal(Backend.MinInterval, schedule.IntervalAt(Now));
    }

    /// <summary>However many events come and whenever: one poll for those of a moment, and never two within a second.</summary>
    [Fact]
    public void Told_ByBursts_IsOnePollForEach() => Property.Check(200, random =>
    {
        var schedule = new PollSchedule(Backend, random);
        schedule.Unchanged(Now, TimeSpan.Zero);
        var polls = new List<DateTimeOffset>();
        var at = Now.AddSeconds(10);
        schedule.Told(at);
        for (var i = 0; i < 100; i++)
        {
            var next = at.AddMilliseconds(random.Next(20));
            Quiet(schedule, polls, at, next);
            at = next;
            schedule.Told(at);
        }
        Quiet(schedule, polls, at, at.AddSeconds(2));
        Assert.InRange(polls[0] - Now.AddSeconds(10), TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
        Assert.True(polls[^1] >= at, "the last event is answered by a poll after it");
        Assert.All(polls.Zip(polls.Skip(1)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromSeconds(1)));
    });

    [Fact]
    public void Told_WhileTheBackendWantsToWait_Waits()
    {
        var schedule = new PollSchedule(Backend, new Random(1));
        schedule.Unchanged(Now, TimeSpan.FromMinutes(10));
        schedule.Told(Now.AddMinutes(1));
        Assert.Equal(Now.AddMinutes(10), schedule.Due);
        schedule = new PollSchedule(Backend, new Random(1));
        schedule.Failed(Now, TimeSpan.FromMinutes(10));
        schedule.Told(Now.AddMinutes(1));
        Assert.Equal(Now.AddMinutes(10), schedule.Due);
        schedule = new PollSchedule(Backend, new Random(1));
        schedule.Throttled(Now, TimeSpan.FromMinutes(10), null);
        schedule.Told(Now.AddMinutes(1));
        Assert.True(schedule.Due >= Now.AddMinutes(10));
    }

    /// <summary>An event may say that it is back, and only we wanted to wait.</summary>
    [Fact]
    public void Told_OfWhatIsGone_AsksSoonUnlessTheBackendWantsToWait()
    {
        var slow = Backend with { MinInterval = TimeSpan.FromHours(1), MaxInterval = TimeSpan.FromHours(1) };
        var schedule = new PollSchedule(slow, new Random(1));
        schedule.Gone(Now, null);
        schedule.Told(Now.AddMinutes(1));
        Assert.Equal(Now.AddMinutes(1).AddMilliseconds(50), schedule.Due);
        schedule = new PollSchedule(slow, new Random(1));
        schedule.Gone(Now, TimeSpan.FromMinutes(30));
        schedule.Told(Now.AddMinutes(1));
        Assert.Equal(Now.AddMinutes(30), schedule.Due);
        schedule.Failed(Now.AddMinutes(30), null);
        var backoff = schedule.Due;
        schedule.Told(Now.AddMinutes(31));
        Assert.Equal(backoff, schedule.Due);
    }

    [Fact]
    public void Told_AnotherHostOrAnotherDefinition_GoesOn()
    {
        var schedule = new PollSchedule(Backend, new Random(1));
        schedule.Told(Now);
        var other = new PollSchedule(Backend, new Random(2));
        other.TakeUp(schedule.Carry());
        Assert.Equal(TimeSpan.FromMinutes(5), other.IntervalAt(Now.AddHours(1)));
        var core = new ResourceCore(Backend, new Random(1), Now);
        core.Schedule.Told(Now);
        core.Redefine(Backend with { SizeLimit = 1000 }, new Random(2), Now);
        Assert.Equal(TimeSpan.FromMinutes(5), core.Schedule.IntervalAt(Now.AddHours(1)));
    }

    /// <summary>Polls whenever it is due until then, and finds nothing new.</summary>
    private static void Quiet(PollSchedule schedule, List<DateTimeOffset> polls, DateTimeOffset from, DateTimeOffset until)
    {
        while (schedule.Due <= until)
        {
            var at = schedule.Due > from ? schedule.Due : from;
            polls.Add(at);
            schedule.Unchanged(at, TimeSpan.Zero);
        }
    }
}
