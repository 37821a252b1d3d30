using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Dendrite.Hosting;

/// <summary>Listens nowhere: a silo by itself has neither peers nor outside clients, so it opens no port for them.</summary>
internal sealed class NoListeners : IConnectionListenerFactory
{
    /// <summary>Replaces what the silo's own endpoints would be bound with. HTTP's listeners are not among them: they are not keyed.</summary>
    public static void ReplaceIn(IServiceCollection services)
    {
        var keys = services.Where(service => service.IsKeyedService && service.ServiceType == typeof(IConnectionListenerFactory)).Select(service => service.ServiceKey).ToArray();
        foreach (var key in keys) services.AddKeyedSingleton<IConnectionListenerFactory, NoListeners>(key);
    }

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(new NoListener(endpoint));

    private sealed class NoListener(EndPoint endPoint) : IConnectionListener
    {
        private readonly TaskCompletionSource<ConnectionContext?> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public EndPoint EndPoint => endPoint;

        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) => new(_closed.Task.WaitAsync(cancellationToken));

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            _closed.TrySetResult(null);
            return default;
        }

        public ValueTask DisposeAsync() => UnbindAsync(CancellationToken.None);
    }
}
