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

    /// <summary>What goes wrong on the way to the grain is in the task, as if it came from the grain.</summary>
    public ValueTask<T> InvokeAsync<T>(GrainReference reference, RequestBase request)
    {
        try
        {
            return HasOutgoingFilters ? InvokeFilteredAsync<T>(reference, request) : SendAsync<T>(reference, request);
        }
        catch (Exception e)
        {
            return ValueTask.FromException<T>(e);
        }
    }

    public ValueTask InvokeAsync(GrainReference reference, RequestBase request)
    {
        try
        {
            if (HasOutgoingFilters) return new(InvokeFilteredAsync<object?>(reference, request).AsTask());
            var task = SendAsync(reference, request);
            return task.IsCompletedSuccessfully ? default : new(task);
        }
        catch (Exception e)
        {
            return ValueTask.FromException(e);
        }
    }

    /// <summary>Sends a one-way request. What goes wrong is logged: the caller can't be told.</summary>
    public void Invoke(GrainReference reference, RequestBase request)
    {
        if (HasOutgoingFilters) _ = InvokeFilteredOneWayAsync(reference, request);
        else Post(reference, request);
    }

    /// <summary>The result as the caller may have it.</summary>
    public T CopyResult<T>(T result)
    {
        if (CopyTraits<T>.IsShared || result is null) return result;
        using var context = _copies.GetContext();
        return context.DeepCopy(result)!;
    }

    /// <summary>Sends a request to the successor of an activation that is gone.</summary>
    public void Resend(PendingRequest request, GrainId target)
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

    /// <summary>Finds or makes the activation; says whether it stays the one to call.</summary>
    public bool Locate(GrainId id, out GrainActivation activation)
    {
        if (_connection is not null) Reconnect();
        return Cluster.Locate(id, Silo, out activation);
    }

    /// <summary>The end of the task as that of one with a result; a cancelled one by the same exception.</summary>
    public static async Task<T> AsDefaultAsync<T>(Task task)
    {
        await task.ConfigureAwait(false);
        return default!;
    }

    private async Task InvokeFilteredOneWayAsync(GrainReference reference, RequestBase request)
    {
        var call = $"{request.GetInterfaceName()}.{request.GetMethodName()} to {reference.GrainId}";
        try
        {
            await InvokeFilteredAsync<object?>(reference, request).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Log.OneWayFailed(call, e);
        }
    }

    /// <summary>A one-way request never runs on the caller's thread.</summary>
    private void Post(GrainReference reference, RequestBase request)
    {
        var call = new OneWayCall(this, reference.GrainId) { Request = request, Options = request.Options, Values = RequestContext.Export(_copies) };
        try
        {
            Locate(reference.GrainId, out var target);
            target.Scheduler.Enqueue(call);
        }
        catch (Exception e)
        {
            call.Fail(e);
        }
    }

    private ValueTask<T> SendAsync<T>(GrainReference reference, RequestBase request)
    {
        if ((request.Options & InvokeMethodOptions.OneWay) != 0)
        {
            Post(reference, request);
            return default;
        }
        if (!TryTakeTurn(reference, request, out var activation)) return new(Enqueue<T>(reference, request));
        if (request is Request<T> value && !CallFiltersApply(activation)) return RunValueOnTurn(activation, value);
        var task = RunOnTurn<T>(activation, request);
        return new(task as Task<T> ?? AsDefaultAsync<T>(task));
    }

    private Task SendAsync(GrainReference reference, RequestBase request)
    {
        if ((request.Options & InvokeMethodOptions.OneWay) == 0) return TryTakeTurn(reference, request, out var activation) ? RunOnTurn<Nothing>(activation, request) : Enqueue<Nothing>(reference, request);
        Post(reference, request);
        return Task.CompletedTask;
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
        // Where a chain of grains has used up the stack, it goes on with a stack of its own.
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack() || !activation.Scheduler.TryEnter())
        {
            activation.Scheduler.Enqueue(call);
            return call.Promise;
        }
        var scope = TurnScope.Enter(activation);
        try
        {
            activation.Receive(call);
        }
        finally
        {
            activation.LeaveTurn(scope);
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

    /// <summary>The result of a method that has none.</summary>
    private readonly struct Nothing;
}
