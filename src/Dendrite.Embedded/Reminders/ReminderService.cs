using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Orleans.Reminders;

namespace Orleans.Runtime;

/// <summary>
/// Ticks the reminders of the cluster. The oldest silo does it; when it goes, the next takes over. A tick that fell due while
/// no silo ran comes at the next time counted from the start, as if the grain had missed it.
/// </summary>
internal sealed class ReminderService : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(GrainId Grain, string Name), (Reminder Reminder, DateTime Due)> _active = [];
    private readonly SiloRuntime _silo;
    private readonly IReminderStore _store;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _minimum;
    private readonly ITimer _timer;

    public ReminderService(SiloRuntime silo, IReminderStore store, IOptions<ReminderOptions> options, IServiceProvider services)
    {
        _silo = silo;
        _store = store;
        _clock = SiloClocks.For(services, ReminderTimeProviderNames.Reminders);
        _minimum = options.Value.MinimumReminderPeriod;
        using var noFlow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _timer = _clock.CreateTimer(static state => ((ReminderService)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int ActiveCount
    {
        get
        {
            lock (_lock) return _active.Count;
        }
    }

    private DateTime Now => _clock.GetUtcNow().UtcDateTime;

    public void Participate(ISiloLifecycle lifecycle)
    {
        _silo.Cluster.MembersChanged += TakeOver;
        ReminderMetrics.Started(this);
        lifecycle.Subscribe("reminders", ServiceLifecycleStage.Active, Start, Stop);
    }

    public async Task<IGrainReminder> RegisterAsync(GrainId grain, string name, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == Timeout.InfiniteTimeSpan || dueTime < TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(dueTime), "Cannot use infinite or negative dueTime to create a reminder");
        if (period == Timeout.InfiniteTimeSpan || period < TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(period), "Cannot use infinite or negative period to create a reminder");
        if (period < _minimum) throw new ArgumentException($"Cannot register reminder {name} as requested period ({period}) is less than minimum allowed reminder period ({_minimum})", nameof(period));
        var reminder = new Reminder(grain, name, Now + dueTime, period);
        await _store.SaveAsync(reminder);
        Owner.Activate(reminder, reminder.StartAt);
        return reminder;
    }

    public async Task UnregisterAsync(GrainId grain, string name)
    {
        await _store.RemoveAsync(grain, name);
        Owner.Forget(grain, name);
    }

    public IEnumerable<Reminder> Find(GrainId grain) => _store.Load().Where(r => r.GrainId == grain);

    public void Dispose()
    {
        ReminderMetrics.Stopped(this);
        _timer.Dispose();
    }

    private ReminderService Owner => _silo.Cluster.Silos is [var oldest, ..] ? oldest.Services.GetRequiredService<ReminderService>() : this;

    private Task Start(CancellationToken cancellationToken)
    {
        TakeOver();
        return Task.CompletedTask;
    }

    private Task Stop(CancellationToken cancellationToken)
    {
        _silo.Cluster.MembersChanged -= TakeOver;
        lock (_lock) _active.Clear();
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    private void TakeOver()
    {
        if (_silo.Cluster.Silos is not [var oldest, ..] || oldest != _silo) return;
        foreach (var reminder in _store.Load()) Activate(reminder, reminder.NextTick(Now));
    }

    private void Activate(Reminder reminder, DateTime due)
    {
        lock (_lock)
        {
            _active[(reminder.GrainId, reminder.ReminderName)] = (reminder, due);
            Arm();
        }
    }

    private void Forget(GrainId grain, string name)
    {
        lock (_lock) _active.Remove((grain, name));
    }

    /// <summary>Under the lock: wakes at the next tick, or in a day to look again.</summary>
    private void Arm()
    {
        if (_active.Count == 0) return;
        var wait = _active.Values.Min(a => a.Due) - Now;
        _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait > TimeSpan.FromDays(1) ? TimeSpan.FromDays(1) : wait, Timeout.InfiniteTimeSpan);
    }

    private void Tick()
    {
        var now = Now;
        List<(Reminder Reminder, DateTime Due)> due;
        lock (_lock)
        {
            due = [.. _active.Values.Where(a => a.Due <= now)];
            foreach (var (reminder, at) in due) _active[(reminder.GrainId, reminder.ReminderName)] = (reminder, reminder.NextTick(at + TimeSpan.FromTicks(1)) is var next && next <= now ? reminder.NextTick(now + TimeSpan.FromTicks(1)) : next);
            Arm();
        }
        foreach (var (reminder, _) in due) _ = RemindAsync(reminder, now);
    }

    private async Task RemindAsync(Reminder reminder, DateTime now)
    {
        try
        {
            var grain = (IRemindable)(object)_silo.Calls.Factory.CreateReference(reminder.GrainId, typeof(IRemindable));
            ReminderMetrics.Ticks(reminder, now);
            await grain.ReceiveReminder(reminder.ReminderName, new TickStatus(reminder.StartAt, reminder.Period, now));
            ReminderMetrics.Delivered();
        }
        catch (Exception e)
        {
            _silo.Log.TimerFailed(reminder.GrainId, e);
        }
    }
}
