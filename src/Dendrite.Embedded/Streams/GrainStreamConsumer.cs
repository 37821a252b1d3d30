using System.Runtime.CompilerServices;
using Orleans.CodeGeneration;
using Orleans.Streams.Core;

namespace Orleans.Runtime;

/// <summary>A grain's observers run in its turns; an event activates the grain if it doesn't run.</summary>
internal sealed class GrainStreamConsumer(GrainId id, ClusterState cluster) : StreamConsumer(id)
{
    private GrainActivation? _last;

    public override Task DeliverAsync(StreamSubscription subscription, StreamItem item)
    {
        if (Find(out var activation) && RuntimeHelpers.TryEnsureSufficientExecutionStack() && activation.Scheduler.TryEnter())
        {
            if (activation.CanStartNow(InvokeMethodOptions.None) && StreamHandlers.Of(activation).Find(subscription.Id) is { } handler) return DeliverOnTurn(activation, handler, item);
            activation.Scheduler.Exit();
        }
        return Enqueue(activation, subscription, item.Values, target => DeliverAsync(target, subscription, item));
    }

    public override Task ErrorAsync(StreamSubscription subscription, Exception exception)
    {
        Find(out var activation);
        return Enqueue(activation, subscription, null, target => ErrorAsync(target, subscription, exception));
    }

    public override void Attach(Guid subscription, StreamHandler handler) => StreamHandlers.Of(Own).Set(subscription, handler);

    public override void Detach(Guid subscription) => (RuntimeContext.Current ?? cluster.Find(Id))?.Component<StreamHandlers>()?.Remove(subscription);

    private GrainActivation Own => RuntimeContext.Current is { } own && own.GrainId == Id
        ? own
        : throw new InvalidOperationException($"The subscription belongs to {Id}: only that grain, in its own turn, can give it an observer.");

    private static Task DeliverOnTurn(GrainActivation activation, StreamHandler handler, StreamItem item)
    {
        var scope = TurnScope.Enter(activation);
        try
        {
            var task = Start(handler, item);
            if (task.IsCompleted)
            {
                if (task.IsFaulted) activation.Failed(task.Exception.InnerException);
                activation.Used = true;
                return task;
            }
            var pending = new PendingWork("stream delivery", _ => task, null);
            activation.AddRunning(pending);
            activation.Silo.Calls.Watch(pending, activation);
            pending.Start(activation);
            return pending.Done;
        }
        finally
        {
            activation.LeaveTurn(scope);
        }
    }

    private static Task Start(StreamHandler handler, StreamItem item)
    {
        try
        {
            if (item.Values is not null) RequestContext.Values = item.Values;
            return handler.DeliverAsync(item) ?? Task.FromException(new InvalidOperationException("The observer returned null instead of a task."));
        }
        catch (Exception e)
        {
            return Task.FromException(e);
        }
    }

    private static async Task DeliverAsync(GrainActivation activation, StreamSubscription subscription, StreamItem item)
    {
        if (await HandlerOf(activation, subscription) is { } handler) await handler.DeliverAsync(item);
    }

    private static async Task ErrorAsync(GrainActivation activation, StreamSubscription subscription, Exception exception)
    {
        if (await HandlerOf(activation, subscription) is { } handler) await handler.ErrorAsync(exception);
    }

    /// <summary>The grain is asked to attach an observer where it has none yet; without one, nothing can be brought to it.</summary>
    private static async ValueTask<StreamHandler?> HandlerOf(GrainActivation activation, StreamSubscription subscription)
    {
        var handlers = StreamHandlers.Of(activation);
        if (handlers.Find(subscription.Id) is { } attached) return attached;
        if (activation.GrainInstance is not IStreamSubscriptionObserver observer) return null;
        await observer.OnSubscribed(subscription.HandleFactory(activation));
        return handlers.Find(subscription.Id);
    }

    private static Task Enqueue(GrainActivation activation, StreamSubscription subscription, Dictionary<string, object>? values, Func<GrainActivation, Task> work)
    {
        var pending = new PendingWork($"delivery of stream {subscription.Topic.StreamId}", work, activation.Silo.Cluster) { Values = values };
        activation.Silo.Calls.Watch(pending, activation);
        activation.Scheduler.Enqueue(pending);
        return pending.Done;
    }

    private bool Find(out GrainActivation activation)
    {
        if (_last is { IsActive: true } last)
        {
            activation = last;
            return true;
        }
        if (cluster.Locate(Id, null, out activation)) _last = activation;
        return activation.IsActive;
    }
}
