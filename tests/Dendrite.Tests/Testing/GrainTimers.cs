using Orleans.Timers;

namespace Dendrite.Testing;

/// <summary>
/// Keeps the clock of a test to grains. Orleans puts the timers of its system targets, the agents that pull a stream's events
/// among them, on the grains' clock too: without this, no event moves while the test's clock stands still. The same goes for
/// the upkeep of open enumerations, whose timers stand on the grain's context.
/// </summary>
internal sealed class GrainTimers(ITimerRegistry grains, Lazy<ITimerRegistry> others) : ITimerRegistry
{
    public IDisposable RegisterTimer(IGrainContext grainContext, Func<object?, Task> callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        RegisterGrainTimer(grainContext, static (timer, _) => timer.Callback(timer.State), (Callback: callback, State: state), new() { DueTime = dueTime, Period = period, Interleave = true });

    public IGrainTimer RegisterGrainTimer<TState>(IGrainContext grainContext, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options) =>
        (IsOfAGrain(grainContext, state) ? grains : others.Value).RegisterGrainTimer(grainContext, callback, state, options);

    private static bool IsOfAGrain(IGrainContext context, object? state) =>
        context.GrainInstance is Grain && (state is not Delegate { Target: { } target } || target is Grain) && state is not IGrainExtension;
}
