using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Messaging;
using Orleans.Serialization.Configuration;

namespace Orleans.Hosting;

/// <summary>Connects the client when its host starts, and ends it with its host.</summary>
internal sealed class ClientHostedService(ClientConnection connection, CallRuntime calls, IServiceProvider services) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        ManifestCheck.Run(services);
        var filter = services.GetService<IClientConnectionRetryFilter>() ?? new ConnectionRetries(SiloClocks.For(services, TimeProviderNames.Messaging));
        while (!calls.TryConnect())
        {
            var failure = new ConnectionFailedException(connection.Missing);
            if (!await filter.ShouldRetryConnectionAttempt(failure, cancellationToken)) throw failure;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        calls.Disconnect();
        return Task.CompletedTask;
    }
}
