namespace Orleans.Runtime;

/// <summary>Activation and deactivation.</summary>
internal sealed partial class GrainActivation
{
    private DeactivationReason _reason;
    private bool _wasActive;
    private bool _ending;
    private bool _counted;

    public void Activate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default) =>
        Scheduler.Enqueue((Action)(() =>
        {
            if (_state == ActivationState.Created) BeginActivation();
        }));

    /// <summary>New requests wait for the next activation; those that run come to their end first.</summary>
    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        if (ReferenceEquals(RuntimeContext.Current, this)) BeginDeactivation(deactivationReason);
        else Scheduler.Enqueue((Action)(() => BeginDeactivation(deactivationReason)));
    }

    /// <summary>In a turn taken by the caller: activates without a hop where the grain's own activation doesn't wait for anything.</summary>
    public void BeginActivation()
    {
        _state = ActivationState.Activating;
        _ = ActivateAsync();
    }

    /// <summary>The silo has died: nothing of the activation runs to its end, nobody is told.</summary>
    public void Abandon(Exception exception)
    {
        _state = ActivationState.Dead;
        Uncount();
        foreach (var request in _running.ToArray()) request.Fail(exception);
        foreach (var request in _waiting?.ToArray() ?? []) request.Fail(exception);
        _deactivated?.TrySetResult();
    }

    private async Task ActivateAsync()
    {
        var since = EngineMetrics.BeginActivation();
        using var activity = EngineActivities.Begin("activate grain", this, _waiting?.First?.Value.Values)?.SetTag("orleans.activation.cause", "new");
        EngineMetrics.CreatedActivation(this);
        _counted = true;
        using var limit = new CancellationTokenSource(Silo.Collection.ActivationTimeout, Silo.Clocks.ActivationManagement);
        try
        {
            RequestContext.Values = _waiting?.First?.Value.Values;
            _instance = Type.CreateInstance(this);
            if (_lifecycle is { IsEmpty: false }) await _lifecycle.OnStart(limit.Token).WaitAsync(limit.Token);
            if (_instance is IGrainBase grain) await ActivateAsync(grain, limit.Token).WaitAsync(limit.Token);
            if (_state == ActivationState.Activating) _state = ActivationState.Active;
            Used = true;
            EngineMetrics.Activated(this, since, failed: false);
        }
        catch (Exception e)
        {
            EngineMetrics.Activated(this, since, failed: true);
            EngineActivities.Fail(activity, e);
            FailActivation(limit.IsCancellationRequested ? new TimeoutException($"{GrainId} was not active within {Silo.Collection.ActivationTimeout}.", e) : e);
            return;
        }
        activity?.Stop();
        RequestContext.Clear();
        Pump();
    }

    private Task ActivateAsync(IGrainBase grain, CancellationToken limit) =>
        EngineActivities.Lifecycle.HasListeners() ? TraceAsync("execute OnActivateAsync", () => grain.OnActivateAsync(limit)) : grain.OnActivateAsync(limit);

    private Task DeactivateAsync(IGrainBase grain, CancellationToken limit) =>
        EngineActivities.Lifecycle.HasListeners() ? TraceAsync("execute OnDeactivateAsync", () => grain.OnDeactivateAsync(_reason, limit), _reason.ToString()) : grain.OnDeactivateAsync(_reason, limit);

    private async Task TraceAsync(string name, Func<Task> step, string? deactivationReason = null)
    {
        using var activity = EngineActivities.Begin(name, this);
        if (deactivationReason is not null) activity?.SetTag("orleans.deactivation.reason", deactivationReason);
        try
        {
            await step();
        }
        catch (Exception e)
        {
            EngineActivities.Fail(activity, e);
            throw;
        }
    }

    private void FailActivation(Exception exception)
    {
        // A silo that dies while it makes a grain has no services any more: to the caller it is a silo that has died.
        if (exception is ObjectDisposedException && !Silo.Cluster.Silos.Contains(Silo)) exception = new SiloUnavailableException($"The silo {Silo.Address} of {GrainId} has stopped.", exception);
        Silo.Log.ActivationFailed(GrainId, exception);
        var waiting = _waiting;
        _waiting = null;
        Bury();
        foreach (var request in waiting ?? Enumerable.Empty<PendingRequest>()) request.Fail(exception);
    }

    private void BeginDeactivation(DeactivationReason reason)
    {
        if (_state == ActivationState.Created) Bury();
        if (_state is not (ActivationState.Active or ActivationState.Activating)) return;
        _reason = reason;
        _wasActive = _state == ActivationState.Active;
        _state = ActivationState.Deactivating;
        Scheduler.Enqueue((Action)Pump);
    }

    private void EndDeactivation()
    {
        if (_ending) return;
        _ending = true;
        _ = DeactivateAsync();
    }

    private async Task DeactivateAsync()
    {
        var since = EngineMetrics.BeginDeactivation();
        using var activity = EngineActivities.Begin("deactivate grain", this)?.SetTag("orleans.deactivation.reason", _reason);
        try
        {
            StopTimers();
            using var limit = new CancellationTokenSource(Silo.Collection.DeactivationTimeout, Silo.Clocks.ActivationManagement);
            if (_wasActive && _instance is IGrainBase grain) await DeactivateAsync(grain, limit.Token).WaitAsync(limit.Token);
            if (_lifecycle is { IsEmpty: false }) await _lifecycle.OnStop(limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception e)
        {
            Silo.Log.DeactivationFailed(GrainId, e);
        }
        await DisposeInstanceAsync();
        EngineMetrics.Deactivated(this, _reason, since);
        var waiting = _waiting;
        _waiting = null;
        Bury();
        foreach (var request in waiting ?? Enumerable.Empty<PendingRequest>()) request.Forward(this);
    }

    private async Task DisposeInstanceAsync()
    {
        try
        {
            if (_instance is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
            else (_instance as IDisposable)?.Dispose();
        }
        catch (Exception e)
        {
            Silo.Log.DeactivationFailed(GrainId, e);
        }
    }

    /// <summary>The directory forgets the activation, so that the next call makes a new one.</summary>
    private void Bury()
    {
        StopTimers();
        _state = ActivationState.Dead;
        Silo.Remove(this);
        Uncount();
        _services?.Dispose();
        _deactivated?.TrySetResult();
    }

    private void Uncount()
    {
        if (Interlocked.Exchange(ref _counted, false)) EngineMetrics.DestroyedActivation(this);
    }
}
