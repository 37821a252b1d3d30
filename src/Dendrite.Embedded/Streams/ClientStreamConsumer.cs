using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>A client's observers run on the thread of the producer, outside every grain. They end with the client.</summary>
internal sealed class ClientStreamConsumer(GrainId id, TimeProvider clock, TimeSpan responseTimeout) : StreamConsumer(id)
{
    private readonly ConcurrentDictionary<Guid, StreamHandler> _handlers = new();
    private volatile bool _isGone;

    public override bool IsGone => _isGone;

    public override Task DeliverAsync(StreamSubscription subscription, StreamItem item)
    {
        if (_isGone) return Task.FromException(new ClientNotAvailableException(Id));
        return _handlers.TryGetValue(subscription.Id, out var handler) ? Run(handler, item, static (h, i) => Deliver(h, i)) : Task.CompletedTask;
    }

    public override Task ErrorAsync(StreamSubscription subscription, Exception exception) =>
        _handlers.TryGetValue(subscription.Id, out var handler) ? Run(handler, exception, static (h, e) => h.ErrorAsync(e)) : Task.CompletedTask;

    public override void Attach(Guid subscription, StreamHandler handler) => _handlers[subscription] = handler;

    public override void Detach(Guid subscription) => _handlers.TryRemove(subscription, out _);

    public void Close()
    {
        _isGone = true;
        foreach (var handler in _handlers.Values) handler.IsDetached = true;
        _handlers.Clear();
    }

    private static Task Deliver(StreamHandler handler, StreamItem item)
    {
        if (item.Values is not null) RequestContext.Values = item.Values;
        return handler.DeliverAsync(item);
    }

    private Task Run<T>(StreamHandler handler, T what, Func<StreamHandler, T, Task> run)
    {
        var scope = TurnScope.Enter(null);
        try
        {
            var task = run(handler, what);
            return task.IsCompleted ? task : task.WaitAsync(responseTimeout, clock);
        }
        catch (Exception e)
        {
            return Task.FromException(e);
        }
        finally
        {
            scope.Leave();
        }
    }
}
