using Dendrite.Client;
using Dendrite.Client.Cluster;
using Dendrite.Contracts.Resources;
using Dendrite.Contracts.Streams;
using Dendrite.Protocol;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Streams;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.UseOrleansClient(client => client
    .UseLocalhostClustering(builder.Configuration.GetValue("Silo:GatewayPort", 30000))
    .AddDendriteClient());

using var host = builder.Build();
await host.StartAsync();
var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
var address = ResourceAddress.Parse("samples/counter");

// The Orleans stream of the resource: a step for each change, while somebody listens.
var key = new ResourceKey(address.Backend, ResourceKey.PublicScope, address.Path, address.Query);
var subscription = await host.Services.GetRequiredService<IClusterClient>().GetStreamProvider(DendriteStreams.ProviderName).GetResourceStream(key)
    .SubscribeAsync((change, _) =>
    {
        Console.WriteLine($"{change.Position} {change.Kind} {change.StepFor(ResourceFormat.Patch)?.Data}");
        return Task.CompletedTask;
    });

// A lease keeps the resource polled and its stream flowing.
var (resource, feed) = (host.Services.GetRequiredService<IClusterClient>().GetResource(key), Guid.NewGuid());
var grant = await resource.ListenAsync(new ListenRequest(key, feed, ResourceFormat.Patch, null), stopping);
var snapshot = await resource.FetchAsync(key, stopping);
Console.WriteLine($"{snapshot.Position} snapshot {snapshot.Document}");
try
{
    using var renewal = new PeriodicTimer(grant.Lease / 3);
    while (await renewal.WaitForNextTickAsync(stopping)) await resource.ListenAsync(new ListenRequest(key, feed, ResourceFormat.Patch, null), stopping);
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    await subscription.UnsubscribeAsync();
    await resource.CancelAsync(feed);
}
await host.StopAsync();
