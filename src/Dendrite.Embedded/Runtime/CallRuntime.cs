using System.Runtime.CompilerServices;
using Orleans.CodeGeneration;
using Orleans.Configuration;
using Orleans.Serialization.Cloning;

namespace Orleans.Runtime;

/// <summary>
/// How references call. A call to an activation that is idle runs on the caller's thread, and where it ends there, nothing
/// but the result of the grain's own method is made.
/// </summary>
internal sealed partial class CallRuntime
{
    private readonly CallDeadlines _deadlines;
    private readonly CopyContextPool _copies;
    private readonly TimeSpan _responseTimeout;

    public CallRuntime(ClusterState cluster, SiloRuntime? silo, IServiceProvider services, TimeProvider clock, MessagingOptions options, EngineLog log)
    {
        Cluster = cluster;
        Silo = silo;
        Services = services;
        Log = log;
        _deadlines = new CallDeadlines(clock, options.CancelRequestOnTimeout);
        _copies = CopyContextPool.Shared;
        _responseTimeout = options.ResponseTimeout;
        WaitsForCancellation = options.WaitForCancellationAcknowledgement;
        Factory = new ReferenceFactory(this);
    }

    public ClusterState Cluster { get; private set; }

    /// <summary>The silo of the caller, or null for a client.</summary>
    public SiloRuntime? Silo { get; }

    public IServiceProvider Services { get; }

    public EngineLog Log { get; }

    public ReferenceFactory Factory { get; }

    public CopyContextPool Copies => _copies;

    /// <summary>A caller that cancels waits for the callee's own end.</summary>
    public bool WaitsForCancellation { get; }

    public ValueTask<T> InvokeAsync<T>(GrainReference reference, RequestBase request)
    {
        if (HasOutgoingFilters) return InvokeFilteredAsync<T>(reference, request);
        return SendAsync<T>(reference, request);
    }

    public ValueTask InvokeAsync(GrainReference reference, RequestBase request)
    {
        if (HasOutgoingFilters) return new(InvokeFilteredAsync<object?>(reference, request).AsTask());
        if ((request.Options & InvokeMethodOptions.OneWay) != 0)
        {
            Invoke(reference, request);
            return default;
        }
        if (TryTakeTurn(reference, request, out var activation))
        {
            var task = RunOnTurn<object?>(activation, request);
            return task.IsCompletedSuccessfully ? default : new(task);
        }
        return new(Enqueue<object?>(reference, request));
    }

    /// <summary>Sends a one-way request: it never runs on the caller's thread.</summary>
    public void Invoke(GrainReference reference, RequestBase request)
    {
        var id = reference.GrainId;
        Locate(id, out var target);
        target.Scheduler.Enqueue(new OneWayCall(this, id) { Request = request, Options = request.Options, Values = RequestContext.Export(_copies) });
    }

    /// <summary>The result as the caller may have it.</summary>
    public T CopyResult<T>(T result)
    {
        if (CopyTraits<T>.IsShared || result is null) return result;
        using var context = _copies.GetContext();
        return context.DeepCopy(result)!;
    }

    public void Resend<T>(PendingCall<T> call, GrainActivation from) => Resend(call, call.Target, from);

    /// <summary>Sends a request to the successor of an activation that is gone.</summary>
    public void Resend(PendingRequest request, GrainId target, GrainActivation from)
    {
        try
        {
            Locate(target, out var activation);
            EngineMetrics.Forwarded();
            activation.Scheduler.Enqueue(request);
        }
        catch (Exception e)
        {
            request.Fail(e);
        }
    }

    private ValueTask<T> SendAsync<T>(GrainReference reference, RequestBase request)
    {
        if ((request.Options & InvokeMethodOptions.OneWay) != 0)
        {
            Invoke(reference, request);
            return default;
        }
        if (!TryTakeTurn(reference, request, out var activation)) return new(Enqueue<T>(reference, request));
        if (request is Request<T> { } value && !CallFiltersApply(activation)) return RunValueOnTurn(activation, value);
        var task = (Task<T>)RunOnTurn<T>(activation, request);
        if (CopyTraits<T>.IsShared || !task.IsCompletedSuccessfully) return new(task);
        return new(CopyResult(task.Result));
    }

    /// <summary>Takes the turn of the target if it is active and idle.</summary>
    private bool TryTakeTurn(GrainReference reference, RequestBase request, out GrainActivation activation)
    {
        var known = reference.LastActivation;
        if (known is not { IsActive: true } && !TryLocate(reference, out known))
        {
            activation = null!;
            return false;
        }
        activation = known;
        if (request.GetCancellationToken().CanBeCanceled || !RuntimeHelpers.TryEnsureSufficientExecutionStack() || !known.Scheduler.TryEnter()) return false;
        if (known.CanStartNow(request.Options)) return true;
        known.Scheduler.Exit();
        return false;
    }

    private Task RunOnTurn<T>(GrainActivation activation, RequestBase request)
    {
        var since = RequestMetrics.Begin();
        var values = TurnScope.NothingFlows ? null : RequestContext.Export(_copies);
        var scope = TurnScope.Enter(activation);
        Task task;
        try
        {
            request.SetTarget(activation);
            if (values is not null) RequestContext.Values = values;
            task = activation.Run(request);
        }
        catch (Exception e)
        {
            task = Task.FromException<T>(e);
        }
        if (task.IsCompleted)
        {
            if (task.IsFaulted) activation.Failed(task.Exception.InnerException);
            activation.Used = true;
            request.Dispose();
            RequestMetrics.Ended(since);
        }
        else
        {
            task = TrackRunning<T>(activation, request, values, task, since);
        }
        activation.LeaveTurn(scope);
        return task;
    }

    private ValueTask<T> RunValueOnTurn<T>(GrainActivation activation, Request<T> request)
    {
        var since = RequestMetrics.Begin();
        var values = TurnScope.NothingFlows ? null : RequestContext.Export(_copies);
        var scope = TurnScope.Enter(activation);
        ValueTask<T> task;
        try
        {
            request.SetTarget(activation);
            if (values is not null) RequestContext.Values = values;
            task = request.StartValue();
        }
        catch (Exception e)
        {
            task = ValueTask.FromException<T>(e);
        }
        if (task.IsCompletedSuccessfully)
        {
            activation.Used = true;
            request.Dispose();
            if (!CopyTraits<T>.IsShared) task = new(CopyResult(task.Result));
            RequestMetrics.Ended(since);
        }
        else
        {
            task = new(TrackRunning<T>(activation, request, values, task.AsTask(), since));
        }
        activation.LeaveTurn(scope);
        return task;
    }

    private Task<T> TrackRunning<T>(GrainActivation activation, RequestBase request, Dictionary<string, object>? values, Task task, long since)
    {
        var call = NewCall<T>(activation.GrainId, request, values, since);
        activation.AddRunning(call);
        Watch(call, activation);
        call.Track(task);
        return call.Promise;
    }

    private Task<T> Enqueue<T>(GrainReference reference, RequestBase request)
    {
        var token = request.GetCancellationToken();
        if (token.IsCancellationRequested) return Task.FromCanceled<T>(token);
        var id = reference.GrainId;
        Locate(id, out var activation);
        var call = NewCall<T>(id, request, RequestContext.Export(_copies), RequestMetrics.Begin());
        Watch(call, activation);
        call.HeedCancellation();
        if (activation.Scheduler.TryEnter())
        {
            var scope = TurnScope.Enter(activation);
            activation.Receive(call);
            activation.LeaveTurn(scope);
        }
        else
        {
            activation.Scheduler.Enqueue(call);
        }
        return call.Promise;
    }

    private PendingCall<T> NewCall<T>(GrainId target, RequestBase request, Dictionary<string, object>? values, long since) => new()
    {
        Since = since,
        Runtime = this,
        Target = target,
        Request = request,
        Options = request.Options,
        Values = values,
        CallerToken = request.GetCancellationToken(),
    };

    private void Watch<T>(PendingCall<T> call, GrainActivation activation)
    {
        var limit = call.Request!.GetDefaultResponseTimeout() ?? _responseTimeout;
        call.Activation = activation;
        call.Deadline = _deadlines.Add(call, limit);
    }

    private bool TryLocate(GrainReference reference, out GrainActivation activation)
    {
        if (!Locate(reference.GrainId, out activation)) return true;
        reference.LastActivation = activation;
        return true;
    }

    /// <summary>Finds or makes the activation; says whether it stays the one to call.</summary>
    private bool Locate(GrainId id, out GrainActivation activation)
    {
        if (_connection is not null) Reconnect();
        return Cluster.Locate(id, Silo, out activation);
    }
}
