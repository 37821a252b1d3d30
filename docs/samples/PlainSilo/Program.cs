using Dendrite.Hosting;
using Dendrite.Resources;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PlainSilo;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.UseOrleans(silo =>
{
    // The silo's own clustering and ports; Dendrite leaves them alone.
    silo.UseLocalhostClustering(builder.Configuration.GetValue("Silo:Port", 11111), builder.Configuration.GetValue("Silo:GatewayPort", 30000));
    // A backend made in code; those of the configuration's section "Dendrite" come before it.
    silo.AddDendrite(options => options.Backends.Add(new BackendDefinition
    {
        Name = "samples",
        BaseAddress = new Uri("stub:"),
        Public = true,
        MinInterval = TimeSpan.FromMilliseconds(200),
    }));
});

using var host = builder.Build();
await host.StartAsync();
await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IWatcherGrain>("samples/counter").WatchAsync();
Console.WriteLine("The silo runs.");
await host.WaitForShutdownAsync();
