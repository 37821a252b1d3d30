using Microsoft.Extensions.Hosting;

namespace Dendrite.Hosting.Cluster;

/// <summary>Looks at the database before the silo does, so that what is wrong with it is said in a sentence.</summary>
internal sealed class ClusterDatabaseCheck(ClusterDatabase database) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => database.CheckAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
