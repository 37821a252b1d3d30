namespace Orleans.Runtime;

/// <summary>Activation and deactivation.</summary>
internal sealed partial class GrainActivation
{
    private DeactivationReason _reason;
    private bool _isActivating;
    private bool _ending;
    private Exception? _abandoned;
    private bool _counted;

    /// <summary>It has come to run requests. One that leaves before doesn't deactivate, and its requests are not sent on for ever.</summary>
    public bool WasActive { get; private set; }

    /// <summary>Its silo has died: nothing of it runs any more.</summary>
    public bool IsAbandoned => _abandoned is not null;

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
        _isActivating = true;
        _ = ActivateAsync();
    }

    /// <summary>On any thread: the silo has died. Nothing of the activation runs to its end; its callers are told as soon as the turn that runs gives way.</summary>
    public void Abandon(Exception exception)
    {
        _abandoned = exception;
        _state = ActivationState.Dead;
        Uncount();
        Scheduler.Enqueue((Action)(static () => { }));
        _deactivated?.TrySetResult();
    }

    /// <summary>In a turn, in place of what the turn was for.</summary>
    public void FailAll()
    {
        foreach (var timer in _timers ?? []) timer.Stop();
        foreach (var request in _running) request.Fail(_abandoned!);
        foreach (var request in _waiting ?? Enumerable.Empty<PendingRequest>()) request.Fail(_abandoned!);
        _running.Clear();
        _waiting = null;
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
            if (_instance is ILifecycleParticipant<IGrainLifecycle> participant) participant.Participate(ObservableLifecycle);
            if (_lifecycle is { IsEmpty: false }) await _lifecycle.OnStart(limit.Token).WaitAsync(limit.Token);
            if (_instance is IGrainBase grain) await ActivateAsync(grain, limit.Token).WaitAsync(limit.Token);
            if (_state == ActivationState.Activating)
            {
                _state = ActivationState.Active;
                WasActive = true;
            }
            Used = true;
            EngineMetrics.Activated(this, since, failed: false);
        }
        catch (Exception e)
        {
            _isActivating = false;
            EngineMetrics.Activated(this, since, failed: true);
            EngineActivities.Fail(activity, e);
            FailActivation(limit.IsCancellationRequested ? new TimeoutException($"{GrainId} was not active within {Silo.Collection.ActivationTimeout}.", e) : e);
            return;
        }
        activity?.Stop();
        _isActivating = false;
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
        _ = TryAsync(() => DisposeAsync(_services));
    }

    private void BeginDeactivation(DeactivationReason reason)
    {
        if (_state == ActivationState.Created) Bury();
        if (_state is not (ActivationState.Active or ActivationState.Activating)) return;
        _reason = reason;
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
        StopTimers();
        using var limit = new CancellationTokenSource(Silo.Collection.DeactivationTimeout, Silo.Clocks.ActivationManagement);
        if (Component<OpenEnumerations>() is { } enumerations) await TryAsync(() => enumerations.EndAsync().WaitAsync(limit.Token));
        if (WasActive && _instance is IGrainBase grain) await TryAsync(() => DeactivateAsync(grain, limit.Token).WaitAsync(limit.Token));
        if (_lifecycle is { IsEmpty: false }) await TryAsync(() => _lifecycle.OnStop(limit.Token).WaitAsync(limit.Token));
        await TryAsync(() => DisposeAsync(_instance).WaitAsync(limit.Token));
        await TryAsync(() => DisposeAsync(_services).WaitAsync(limit.Token));
        EngineMetrics.Deactivated(this, _reason, since);
        var waiting = _waiting;
        _waiting = null;
        Bury();
        foreach (var request in waiting ?? Enumerable.Empty<PendingRequest>()) request.Forward(this);
    }

    /// <summary>One step of a deactivation: what fails in it keeps the others from nothing.</summary>
    private async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception e)
        {
            Silo.Log.DeactivationFailed(GrainId, e);
        }
    }

    private static async Task DisposeAsync(object? disposable)
    {
        if (disposable is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
        else (disposable as IDisposable)?.Dispose();
    }

    /// <summary>The directory forgets the activation, so that the next call makes a new one.</summary>
    private void Bury()
    {
        StopTimers();
        _state = ActivationState.Dead;
        Silo.Remove(this);
        Uncount();
        _deactivated?.TrySetResult();
    }

    private void Uncount()
    {
        if (Interlocked.Exchange(ref _counted, false)) EngineMetrics.DestroyedActivation(this);
    }
}
