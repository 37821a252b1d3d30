using Dendrite.Testing;

namespace Dendrite.Resources;

public sealed class PollScheduleTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly BackendDefinition Backend = new()
    {
        Name = "b",
        BaseAddress = new Uri("stub:"),
        MinInterval = TimeSpan.FromSeconds(1),
        MaxInterval = TimeSpan.FromSeconds(30),
    };

    [Fact]
    public void New_IsDueAtOnceAndBeginsFast()
    {
        var schedule = new PollSchedule(Backend, new Random(1));
        Assert.True(schedule.Due <= Now);
        Assert.Equal(Backend.MinInterval, schedule.Interval);
    }

    /// <summary>Resources that are asked at the same time are not asked at the same time the next time.</summary>
    [Fact]
    public void Due_OfManyAskedAtOnce_IsSpread()
    {
        AssertSpread(0.2 * Backend.MaxInterval, schedule =>
        {
            for (var i = 0; i < 20; i++) schedule.Unchanged(Now, TimeSpan.Zero);
        });
        AssertSpread(Backend.MinInterval / 2, schedule => schedule.Failed(Now, null));
        AssertSpread(Backend.MinInterval / 2, schedule => schedule.Refused(Now, null));

        static void AssertSpread(TimeSpan range, Action<PollSchedule> happen)
        {
            var random = new Random(1);
            var due = Enumerable.Range(0, 100).Select(_ =>
            {
                var schedule = new PollSchedule(Backend, random);
                happen(schedule);
                return schedule.Due;
            }).ToArray();
            Assert.InRange(due.Max() - due.Min(), range * 0.9, range);
        }
    }

    [Fact]
    public void Failed_MaximumAboveAMinute_BacksOffToTheMaximum()
    {
        var schedule = new PollSchedule(Backend with { MaxInterval = TimeSpan.FromMinutes(10) }, new Random(1));
        for (var i = 0; i < 20; i++) schedule.Failed(Now, null);
        Assert.InRange(schedule.Due - Now, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10));
    }

    /// <summary>Doubled twenty times, a month left the range of a TimeSpan.</summary>
    [Fact]
    public void Failed_IntervalsOfAMonth_StayWithinRange()
    {
        var month = TimeSpan.FromDays(30);
        var schedule = new PollSchedule(Backend with { MinInterval = month, MaxInterval = month }, new Random(1));
        for (var i = 0; i < 2000; i++) schedule.Failed(Now, null);
        Assert.InRange(schedule.Due - Now, month / 2, month);
    }

    [Fact]
    public void Unchanged_Again_SlowsDownToTheMaximum()
    {
        var schedule = new PollSchedule(Backend, new Random(1));
        var last = TimeSpan.Zero;
        for (var i = 0; i < 20; i++)
        {
            schedule.Unchanged(Now, TimeSpan.Zero);
            Assert.True(schedule.Interval >= last);
            last = schedule.Interval;
        }
        Assert.Equal(Backend.MaxInterval, schedule.Interval);
    }

    [Fact]
    public void Changed_Again_SpeedsUpToTheMinimum()
    {
        var schedule = new PollSchedule(Backend, new Random(1));
        for (var i = 0; i < 20; i++) schedule.Unchanged(Now, TimeSpan.Zero);
        for (var i = 0; i < 20; i++) schedule.Changed(Now, TimeSpan.Zero);
        Assert.Equal(Backend.MinInterval, schedule.Interval);
    }

    [Fact]
    public void Due_AfterAnyGoodPoll_IsWithinATenthOfTheIntervalAndNeverBelowTheMinimum() => Property.Check(500, random =>
    {
        var schedule = new PollSchedule(Backend, random);
        for (var i = 0; i < 10; i++)
        {
            if (random.Next(2) == 0) schedule.Changed(Now, TimeSpan.Zero);
            else schedule.Unchanged(Now, TimeSpan.Zero);
            var wait = schedule.Due - Now;
            Assert.InRange(wait, Backend.MinInterval, schedule.Interval * 1.1);
            Assert.True(wait >= schedule.Interval * 0.9);
        }
    });

    [Fact]
    public void Refused_WaitsForTheBreakerAndDoesNotAddToTheBackoff()
    {
        var schedule = new PollSchedule(Backend, new Random(1));
        for (var i = 0; i < 20; i++) schedule.Refused(Now, TimeSpan.FromSeconds(5));
        Assert.Equal((TimeSpan.FromSeconds(5), 20), (schedule.Due - Now, schedule.Failures));
        Assert.Equal((true, false), (schedule.MustWait(Now.AddSeconds(4)), schedule.MustWait(Now.AddSeconds(5))));
        schedule.Refused(Now, TimeSpan.FromMilliseconds(1));
        Assert.InRange(schedule.Due - Now, Backend.MinInterval / 2, Backend.MinInterval);
        schedule.Refused(Now, null);
        Assert.InRange(schedule.Due - Now, Backend.MinInterval / 2, Backend.MinInterval);
        schedule.Failed(Now, null);
        Assert.InRange(schedule.Due - Now, Backend.MinInterval / 2, Backend.MinInterval);
    }

    [Fact]
    public void Due_AfterMaxAge_IsNotBeforeIt()
    {
        var schedule = new PollSchedule(Backend, new Random(1));
        schedule.Unchanged(Now, TimeSpan.FromMinutes(5));
        Assert.Equal(Now.AddMinutes(5), schedule.Due);
        Assert.True(schedule.MustWait(Now.AddMinutes(4)));
        Assert.False(schedule.MustWait(Now.AddMinutes(5)));
    }

    [Fact]
    public void Interval_IsHalvedByAChangeAndLengthenedByHalfInQuiet()
    {
        var schedule = new PollSchedule(Backend, new Random(1));
        for (var i = 0; i < 20; i++) schedule.Unchanged(Now, TimeSpan.Zero);
        schedule.Changed(Now, TimeSpan.Zero);
        Assert.Equal(Backend.MaxInterval / 2, schedule.Interval);
        schedule.Unchanged(Now, TimeSpan.Zero);
        Assert.Equal(Backend.MaxInterval * 0.75, schedule.Interval);
    }

    [Fact]
    public void Success_ForgetsRefusalsAndFailures()
    {
        var schedule = new PollSchedule(Backend, new Random(1));
        for (var i = 0; i < 3; i++) schedule.Refused(Now, null);
        schedule.Changed(Now, TimeSpan.Zero);
        Assert.Equal(0, schedule.Failures);
        schedule.Failed(Now, null);
        schedule.Failed(Now, null);
        Assert.InRange(schedule.Due - Now, Backend.MinInterval, Backend.MinInterval * 2);
    }

    [Fact]
    public void Due_AfterAbsurdRetryAfter_IsBounded()
    {
        var schedule = new PollSchedule(Backend, new Random(1));
        schedule.Failed(Now, TimeSpan.FromDays(3650));
        Assert.Equal(Now + PollSchedule.LongestWait, schedule.Due);
        schedule.Refused(Now, TimeSpan.FromDays(3650));
        Assert.Equal(Now + PollSchedule.LongestWait, schedule.Due);
    }

    [Fact]
    public void Due_AfterAbsurdMaxAge_IsBounded()
    {
        var schedule = new PollSchedule(Backend, new Random(1));
        schedule.Unchanged(Now, TimeSpan.FromDays(3650));
        Assert.Equal(Now + PollSchedule.LongestWait, schedule.Due);
    }

    [Fact]
    public void Failed_Again_BacksOffWithJitterAndNeverGivesUp() => Property.Check(200, random =>
    {
        var schedule = new PollSchedule(Backend, random);
        for (var failures = 1; failures <= 100; failures++)
        {
            schedule.Failed(Now, null);
            var full = TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, Math.Min(failures - 1, 20))));
            Assert.Equal(failures, schedule.Failures);
            Assert.InRange(schedule.Due - Now, full / 2, full);
        }
    });

    [Fact]
    public void Failed_WithRetryAfter_WaitsAtLeastThatLong()
    {
        var schedule = new PollSchedule(Backend, new Random(1));
        schedule.Failed(Now, TimeSpan.FromMinutes(10));
        Assert.Equal(Now.AddMinutes(10), schedule.Due);
    }

    [Fact]
    public void Poke_AfterQuiet_IsDueAtOnce_ButNotAgainstTheBackendsWish()
    {
        var schedule = new PollSchedule(Backend, new Random(1));
        for (var i = 0; i < 20; i++) schedule.Unchanged(Now, TimeSpan.Zero);
        schedule.Poke(Now);
        Assert.Equal((Now, Backend.MinInterval), (schedule.Due, schedule.Interval));
        schedule.Failed(Now, TimeSpan.FromMinutes(1));
        schedule.Poke(Now);
        Assert.Equal(Now.AddMinutes(1), schedule.Due);
    }

    [Fact]
    public void TurnedAway_LengthensTheIntervalAndIsNoFailure()
    {
        var schedule = new PollSchedule(Backend, new Random(1));
        var since = Now.AddSeconds(-30);
        var last = schedule.Interval;
        for (var i = 0; i < 20; i++)
        {
            schedule.TurnedAway(Now, since);
            Assert.True(schedule.Interval > last || schedule.Interval == Backend.MaxInterval);
            last = schedule.Interval;
            Assert.InRange(schedule.Due - Now, last * 0.9, last * 1.1);
        }
        Assert.Equal((Backend.MaxInterval, 0, true, since), (schedule.Interval, schedule.Failures, schedule.IsBusy, schedule.WaitingSince));
        Assert.False(schedule.MustWait(Now));
    }

    [Fact]
    public void Waited_LongerThanTheInterval_LengthensItThoughTheDocumentChanged()
    {
        var schedule = new PollSchedule(Backend, new Random(1));
        schedule.Waited(TimeSpan.FromSeconds(1.1));
        schedule.Changed(Now, TimeSpan.Zero);
        Assert.Equal((TimeSpan.FromSeconds(1.5), true), (schedule.Interval, schedule.IsBusy));
        schedule.Waited(TimeSpan.FromSeconds(1.5));
        schedule.Changed(Now, TimeSpan.Zero);
        Assert.Equal((Backend.MinInterval, false), (schedule.Interval, schedule.IsBusy));
    }

    [Fact]
    public void Waited_AfterOneThatWasTurnedAway_HasComeToTheFront()
    {
        var schedule = new PollSchedule(Backend, new Random(1));
        schedule.TurnedAway(Now, Now);
        schedule.Waited(TimeSpan.Zero);
        Assert.Equal((null, false), (schedule.WaitingSince, schedule.IsBusy));
    }

    [Fact]
    public void TurnedAway_DoesNotComeBackBeforeTheBackendWantsIt()
    {
        var schedule = new PollSchedule(Backend, new Random(1));
        schedule.Failed(Now, TimeSpan.FromMinutes(2));
        schedule.TurnedAway(Now, Now);
        Assert.Equal(Now.AddMinutes(2), schedule.Due);
    }

    /// <summary>An operator had reset the breaker, and every path waited for the time that it had been told before.</summary>
    [Fact]
    public void Forgiven_BackOffAndTheBreakersTimeAreOver_TheBackendsWishIsNot()
    {
        var schedule = new PollSchedule(Backend, new Random(1));
        for (var i = 0; i < 9; i++) schedule.Failed(Now, null);
        schedule.Forgive(Now);
        Assert.Equal((Now, 0, false), (schedule.Due, schedule.Failures, schedule.MustWait(Now)));
        schedule.Refused(Now, TimeSpan.FromMinutes(5));
        schedule.Forgive(Now);
        Assert.Equal((Now, false), (schedule.Due, schedule.MustWait(Now)));
        schedule.Failed(Now, TimeSpan.FromMinutes(3));
        schedule.Forgive(Now);
        Assert.Equal((Now.AddMinutes(3), true), (schedule.Due, schedule.MustWait(Now)));
    }

    [Fact]
    public void Forgiven_WithoutFailures_PollsNoSooner()
    {
        var schedule = new PollSchedule(Backend, new Random(1));
        schedule.Unchanged(Now, TimeSpan.FromMinutes(5));
        schedule.Forgive(Now);
        Assert.Equal(Now.AddMinutes(5), schedule.Due);
    }
}
