using Dendrite.Client.Cluster;
using Dendrite.Protocol;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.UseOrleansClient(client => client
    .UseLocalhostClustering(builder.Configuration.GetValue("Silo:GatewayPort", 30000))
    .AddDendriteClient());

using var host = builder.Build();
await host.StartAsync();
var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
var address = ResourceAddress.Parse("samples/counter");

// The Orleans stream of the resource: a snapshot, then a step for each change. The subscription keeps the resource polled.
await using (await host.Services.GetRequiredService<IClusterClient>().SubscribeResourceAsync(address, update =>
{
    Console.WriteLine($"{update.Position} {update.Event} {update.Data}");
    return Task.CompletedTask;
}))
{
    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
await host.StopAsync();
