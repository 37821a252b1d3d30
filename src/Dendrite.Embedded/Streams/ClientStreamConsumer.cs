using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>A client's observers run on the thread of the producer, outside every grain.</summary>
internal sealed class ClientStreamConsumer(GrainId id) : StreamConsumer(id)
{
    private readonly ConcurrentDictionary<Guid, StreamHandler> _handlers = new();

    public override Task DeliverAsync(StreamSubscription subscription, StreamItem item)
    {
        if (!_handlers.TryGetValue(subscription.Id, out var handler)) return Task.CompletedTask;
        var scope = TurnScope.Enter(null);
        try
        {
            return handler.DeliverAsync(item);
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

    public override Task ErrorAsync(StreamSubscription subscription, Exception exception) =>
        _handlers.TryGetValue(subscription.Id, out var handler) ? handler.ErrorAsync(exception) : Task.CompletedTask;

    public override void Attach(Guid subscription, StreamHandler handler) => _handlers[subscription] = handler;

    public override void Detach(Guid subscription) => _handlers.TryRemove(subscription, out _);
}
