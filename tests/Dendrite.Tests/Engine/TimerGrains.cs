namespace Dendrite.Engine;

public interface ITimerGrain : IGrainWithStringKey
{
    Task StartAsync(string name, TimeSpan due, TimeSpan period, bool interleave = false);

    Task StartHeldAsync(string gate, bool interleave);

    Task StartFailingAsync(TimeSpan due, TimeSpan period);

    Task StartEveryFormAsync();

    Task ChangeAsync(string name, TimeSpan due, TimeSpan period);

    Task StopAsync(string name);

    Task StopFromTickAsync(string name);

    Task<string[]> TicksAsync();

    Task<string> HoldAsync(string gate);

    Task WrongAsync(TimeSpan due, TimeSpan period);

    Task<bool> TickedOnTurnAsync();

    Task EndAsync();
}

public sealed class TimerGrain : Grain, ITimerGrain
{
    private readonly Dictionary<string, IGrainTimer> _timers = [];
    private readonly List<string> _ticks = [];
    private bool _onTurn = true;

    public Task StartAsync(string name, TimeSpan due, TimeSpan period, bool interleave)
    {
        var scheduler = TaskScheduler.Current;
        _timers[name] = this.RegisterGrainTimer(
            static (state, token) =>
            {
                state.Grain._onTurn &= TaskScheduler.Current == state.Scheduler;
                state.Grain._ticks.Add(state.Name + (token.IsCancellationRequested ? " cancelled" : ""));
                return Task.CompletedTask;
            },
            (Grain: this, Name: name, Scheduler: scheduler),
            new GrainTimerCreationOptions(due, period) { Interleave = interleave });
        return Task.CompletedTask;
    }

    public Task StartHeldAsync(string gate, bool interleave)
    {
        _timers["held"] = this.RegisterGrainTimer(
            async token =>
            {
                _ticks.Add("begin");
                await Gates.Of(gate);
                _ticks.Add(token.IsCancellationRequested ? "cancelled" : "end");
            },
            new GrainTimerCreationOptions { DueTime = TimeSpan.FromSeconds(1), Period = TimeSpan.FromSeconds(1), Interleave = interleave });
        return Task.CompletedTask;
    }

    public Task StartFailingAsync(TimeSpan due, TimeSpan period)
    {
        _timers["failing"] = this.RegisterGrainTimer(
            () =>
            {
                _ticks.Add("failing");
                throw new InvalidOperationException("a tick that fails");
            },
            due,
            period);
        return Task.CompletedTask;
    }

    public Task StartEveryFormAsync()
    {
        var (due, period) = (TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        var options = new GrainTimerCreationOptions(due, period);
        this.RegisterGrainTimer(() => NoteAsync("1"), due, period);
        this.RegisterGrainTimer(_ => NoteAsync("2"), due, period);
        this.RegisterGrainTimer(state => NoteAsync(state), "3", due, period);
        this.RegisterGrainTimer((state, _) => NoteAsync(state), "4", due, period);
        this.RegisterGrainTimer(() => NoteAsync("5"), options);
        this.RegisterGrainTimer(_ => NoteAsync("6"), options);
        this.RegisterGrainTimer(state => NoteAsync(state), "7", options);
        this.RegisterGrainTimer((state, _) => NoteAsync(state), "8", options);
        return Task.CompletedTask;
    }

    public Task ChangeAsync(string name, TimeSpan due, TimeSpan period)
    {
        _timers[name].Change(due, period);
        return Task.CompletedTask;
    }

    public Task StopAsync(string name)
    {
        _timers[name].Dispose();
        return Task.CompletedTask;
    }

    public Task StopFromTickAsync(string name)
    {
        _timers[name] = this.RegisterGrainTimer(
            () =>
            {
                _ticks.Add(name);
                _timers[name].Dispose();
                return Task.CompletedTask;
            },
            TimeSpan.FromSeconds(1),
            TimeSpan.FromSeconds(1));
        return Task.CompletedTask;
    }

    public Task<string[]> TicksAsync() => Task.FromResult(_ticks.ToArray());

    public async Task<string> HoldAsync(string gate)
    {
        await Gates.Of(gate);
        return string.Join(',', _ticks);
    }

    public Task WrongAsync(TimeSpan due, TimeSpan period)
    {
        this.RegisterGrainTimer(() => Task.CompletedTask, due, period);
        return Task.CompletedTask;
    }

    public Task<bool> TickedOnTurnAsync() => Task.FromResult(_onTurn);

    public Task EndAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private Task NoteAsync(string text)
    {
        _ticks.Add(text);
        return Task.CompletedTask;
    }
}
