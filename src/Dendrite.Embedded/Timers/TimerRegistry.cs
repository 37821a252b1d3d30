using Orleans.Timers;

namespace Orleans.Runtime;

/// <summary>Makes grain timers on the silo's clock.</summary>
internal sealed class TimerRegistry : ITimerRegistry
{
    public IGrainTimer RegisterGrainTimer<TState>(IGrainContext grainContext, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(grainContext);
        ArgumentNullException.ThrowIfNull(callback);
        var activation = (GrainActivation)grainContext;
        var timer = new GrainTimer(activation, token => callback(state, token), options.Interleave, options.KeepAlive);
        activation.AddTimer(timer);
        timer.Change(options.DueTime, options.Period);
        return timer;
    }
}
