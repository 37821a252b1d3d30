using System.Runtime.CompilerServices;
using Dendrite.Client;
using Dendrite.Protocol;
using Microsoft.Extensions.DependencyInjection;

// SERVER ADDRESS: prints how it runs, the document, and the document after each of two updates.
await using var services = new ServiceCollection().AddDendriteClient(options => options.Server = new Uri(args[0])).BuildServiceProvider();
var client = services.GetRequiredService<IDendriteClient>();
var address = ResourceAddress.Parse(args[1]);
Console.WriteLine(RuntimeFeature.IsDynamicCodeSupported ? "just in time" : "ahead of time");
Console.WriteLine($"fetched {(await client.FetchAsync(address)).Document}");
var (live, updates) = (new LiveDocument(client, address), 0);
await foreach (var update in live.ReadAllAsync())
{
    Console.WriteLine($"{update.Event} {live.Document}");
    if (++updates == 3) break;
}
return live.Resyncs;
