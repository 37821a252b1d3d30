using Dendrite.Client;
using Dendrite.Edge;
using Dendrite.Hosting;
using Dendrite.Protocol;

// appsettings.json lies beside the program, wherever it is started from.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });

// An Orleans silo inside this web application, and Dendrite inside the silo. Backends are in appsettings.json, below "Dendrite".
builder.UseOrleans(silo =>
{
    silo.UseLocalhostClustering(builder.Configuration.GetValue("Silo:Port", 11111), builder.Configuration.GetValue("Silo:GatewayPort", 30000));
    silo.AddDendrite();
});
builder.Services.AddDendriteEdge();

var app = builder.Build();

// The application's own pages, one of which reads a resource in-process.
app.MapGet("/hello", async (IDendriteClient dendrite, CancellationToken cancellationToken) =>
    $"The counter says {(await dendrite.FetchAsync(ResourceAddress.Parse("samples/counter"), cancellationToken)).Document}");

// Dendrite's: /_dendrite/client/v1/resources/samples/counter and the others.
app.MapDendrite();

app.Run();
