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

// Listening gives the snapshot and keeps the resource polled; by itself it would do, for it gives the updates too.
try
{
    await foreach (var update in host.Services.GetRequiredService<IDendriteClient>().ListenAsync(address, cancellationToken: stopping))
        if (update.Event == ResourceEvent.Snapshot) Console.WriteLine($"{update.Position} snapshot {update.Data}");
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    await subscription.UnsubscribeAsync();
}
await host.StopAsync();
