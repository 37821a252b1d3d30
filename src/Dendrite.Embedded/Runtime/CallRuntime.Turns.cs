using System.Runtime.CompilerServices;
using Orleans.Serialization.Cloning;

namespace Orleans.Runtime;

/// <summary>Calls that run on the caller's thread. Whatever a grain does, its turn is given back and the thread is the caller's again.</summary>
internal sealed partial class CallRuntime
{
    /// <summary>Takes the turn of the target if it is active and idle.</summary>
    private bool TryTakeTurn(GrainReference reference, RequestBase request, out GrainActivation activation)
    {
        activation = null!;
        if (request.GetCancellationToken().CanBeCanceled) return false;
        var known = reference.LastActivation;
        if (known is not { IsActive: true } && !TryLocate(reference, out known)) return false;
        activation = known;
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack() || !known.Scheduler.TryEnter()) return false;
        if (known.CanStartNow(request.Options)) return true;
        known.Scheduler.Exit();
        return false;
    }

    private Task RunOnTurn<T>(GrainActivation activation, RequestBase request)
    {
        var since = RequestMetrics.Begin();
        var values = TurnScope.NothingFlows ? null : RequestContext.Export(_copies);
        var scope = TurnScope.Enter(activation);
        try
        {
            var task = Start<T>(activation, request, values);
            if (!task.IsCompleted) return TrackRunning<T>(activation, request, values, task, since);
            if (task.IsFaulted) activation.Failed(task.Exception.InnerException);
            else if (!CopyTraits<T>.IsShared && task is Task<T> { IsCompletedSuccessfully: true } typed) task = Copy(typed.Result).AsTask();
            activation.Used = true;
            request.Dispose();
            RequestMetrics.Ended(since);
            return task;
        }
        finally
        {
            activation.LeaveTurn(scope);
        }
    }

    private ValueTask<T> RunValueOnTurn<T>(GrainActivation activation, Request<T> request)
    {
        var since = RequestMetrics.Begin();
        var values = TurnScope.NothingFlows ? null : RequestContext.Export(_copies);
        var scope = TurnScope.Enter(activation);
        try
        {
            var task = StartValue(activation, request, values);
            if (!task.IsCompletedSuccessfully) return new(TrackRunning<T>(activation, request, values, task.AsTask(), since));
            activation.Used = true;
            request.Dispose();
            RequestMetrics.Ended(since);
            return CopyTraits<T>.IsShared ? task : Copy(task.Result);
        }
        finally
        {
            activation.LeaveTurn(scope);
        }
    }

    private static Task Start<T>(GrainActivation activation, RequestBase request, Dictionary<string, object>? values)
    {
        try
        {
            request.SetTarget(activation);
            if (values is not null) RequestContext.Values = values;
            return activation.Run(request);
        }
        catch (Exception e)
        {
            return Task.FromException<T>(e);
        }
    }

    private static ValueTask<T> StartValue<T>(GrainActivation activation, Request<T> request, Dictionary<string, object>? values)
    {
        try
        {
            request.SetTarget(activation);
            if (values is not null) RequestContext.Values = values;
            return request.StartValue();
        }
        catch (Exception e)
        {
            return ValueTask.FromException<T>(e);
        }
    }

    /// <summary>In the turn: the grain may change what it has returned in its next.</summary>
    private ValueTask<T> Copy<T>(T result)
    {
        try
        {
            return new(CopyResult(result));
        }
        catch (Exception e)
        {
            return ValueTask.FromException<T>(e);
        }
    }

    private Task<T> TrackRunning<T>(GrainActivation activation, RequestBase request, Dictionary<string, object>? values, Task task, long since)
    {
        var call = NewCall<T>(activation.GrainId, request, values, since);
        activation.AddRunning(call);
        Watch(call, activation);
        call.Track(task);
        return call.Promise;
    }
}
